/** Gives each name once, as an identifier: what a document calls things may be no name in TypeScript, or taken. */
export class Names {
  readonly #taken: Set<string>;

  constructor(reserved: readonly string[]) {
    this.#taken = new Set(reserved);
  }

  take(wanted: string): string {
    const name = toIdentifier(wanted);
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? name : `${name}${count}`;
      if (this.#taken.has(candidate)) continue;
      this.#taken.add(candidate);
      return candidate;
    }
  }
}

export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What the client's own text and TypeScript mean by a name: types of the document get another one. */
export const RESERVED_TYPES: readonly string[] = words(
  "Answer Api ApiError Blob CallOptions ClientOptions Error ErrorDetail FormData HeaderSource Headers Input JSON Object",
  "Omit Promise Readonly Record Response Route AbortSignal TypeError URLSearchParams Array String Number Boolean Function",
  "Symbol Set Map Date RegExp ROUTES call encodeURIComponent failure fetch isObject makeClient readAnswer readBody toForm",
  "toHeaders toText toUrl any as async await bigint boolean break case catch class const constructor continue debugger",
  "declare default delete do else enum export extends false finally for from function get if implements import in infer",
  "instanceof interface intrinsic is keyof let module namespace never new null number object of package private protected",
  "public readonly require return set static string super switch symbol this throw true try type typeof undefined unique",
  "unknown var void while with yield arguments eval global globalThis abstract accessor asserts assert",
);

/** An awaited object with such a member is taken for a promise; the others every object has already. */
export const RESERVED_CALLS: readonly string[] = words("then constructor __proto__ prototype");

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}

// Letters that every compiler takes in names: Latin, Cyrillic, Kana, Han and Hangul. Newer ones depend on its version.
const LETTERS =
  "A-Za-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0400-\\u0481\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fa5\\uac00-\\ud7a3";
const BREAK = new RegExp(`[^${LETTERS}0-9_$]+([${LETTERS}0-9])?`, "g");
const START = new RegExp(`^[${LETTERS}_$]`);

/** `blog post` → `blogPost`; what is no letter or digit is a break between words. */
function toIdentifier(name: string): string {
  const plain = name.normalize("NFC").replaceAll(BREAK, (_, next: string | undefined) => (next ?? "").toUpperCase());
  return START.test(plain) ? plain : `_${plain}`;
}
