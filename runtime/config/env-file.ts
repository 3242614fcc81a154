import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables by name; from a file or the process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What `<root>/.env` holds, and what is wrong with it. */
export interface EnvFile {
  readonly env: Env;
  /** Without a word of its text, which may be secret. */
  readonly mistakes: readonly string[];
}

/** The variables of `<root>/.env`; none when there is no such file. */
export async function readEnvFile(root: string): Promise<EnvFile> {
  try {
    const text = await readFile(join(root, ".env"), "utf8");
    return { env: parseEnv(text), mistakes: strayLines(text) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { env: {}, mistakes: code === "ENOENT" ? [] : [message] };
  }
}

const QUOTED = /(?<==\s*)(["'`])[\s\S]*?\1/g;
const LINE = /^\s*(?:#.*|(?:export\s+)?[A-Za-z_][\w.-]*\s*=.*)?$/;

/** Lines that `parseEnv` passes over in silence. */
function strayLines(text: string): readonly string[] {
  const lines = text.replace(QUOTED, (value) => value.replaceAll(/[^\n]/g, "")).split("\n");
  return lines.flatMap((line, index) => (LINE.test(line) ? [] : [`line ${index + 1} is no NAME=value`]));
}
