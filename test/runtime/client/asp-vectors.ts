import { readFileSync } from "node:fs";

/** The test vectors of docs/asp.md. */
export interface AspVectors {
  readonly keyId: string;
  readonly secret: string;
  /** Hexadecimal, like all bytes in here. */
  readonly keys: { readonly request: string; readonly answer: string };
  readonly vectors: readonly AspVector[];
}

export interface AspVector {
  readonly name: string;
  readonly direction: "request" | "answer";
  readonly fields: readonly string[];
  readonly body: string;
  readonly associatedData: string;
  readonly signal: string;
  readonly ciphertext: string;
}

export function aspVectors(): AspVectors {
  const page = readFileSync(new URL("../../../docs/asp.md", import.meta.url), "utf8");
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  // Its shape is checked by the tests that read all of it.
  return JSON.parse(json) as AspVectors;
}
