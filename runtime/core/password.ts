import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";

/**
 * Hashes a password with scrypt (RFC 7914) for storing: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, salt of 16 and hash of 32
 * bytes in base64url. It takes about a fifth of a second and 32 MiB by intent (OWASP's parameters). The password is
 * normalised first (NFKC), so that it is the same from every keyboard.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, CURRENT);
  return format(CURRENT, salt, hash);
}

/**
 * Whether a password is the one that was hashed. Without a hash it takes as long and says no, so that the time an answer
 * takes does not tell which accounts there are.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const parsed = stored === undefined ? null : parse(stored);
  const { cost, salt, hash } = parsed ?? NOBODY;
  const given = await derive(password, salt, cost);
  return timingSafeEqual(given, hash) && parsed !== null;
}

/** Whether a hash was made with other parameters than today's: hash the password again when it is next verified. */
export function isPasswordHashOutdated(stored: string): boolean {
  const cost = parse(stored)?.cost;
  return cost === undefined || cost.ln !== CURRENT.ln || cost.r !== CURRENT.r || cost.p !== CURRENT.p;
}

interface Cost {
  /** The logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

interface Parsed {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const CURRENT: Cost = { ln: 15, r: 8, p: 3 };

/** What no password can match. */
const NOBODY: Parsed = { cost: CURRENT, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };

/** No stored hash may ask for more memory than this, in bytes. */
const MOST_MEMORY = 512 * 1024 * 1024;

const FORMAT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

function format({ ln, r, p }: Cost, salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

/** Null for what is no hash of ours. */
function parse(stored: string): Parsed | null {
  const match = FORMAT.exec(stored);
  if (!match) return null;
  const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
  const [salt = "", hash = ""] = match.slice(4);
  const cost = { ln, r, p };
  if (ln < 1 || r < 1 || p < 1 || memoryOf(cost) > MOST_MEMORY) return null;
  return { cost, salt: Buffer.from(salt, "base64url"), hash: Buffer.from(hash, "base64url") };
}

function memoryOf({ ln, r, p }: Cost): number {
  return 128 * r * (2 ** ln + p + 2);
}

const scryptOf = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: memoryOf(cost) };
  return scryptOf(password.normalize("NFKC"), salt, HASH_BYTES, options);
}
