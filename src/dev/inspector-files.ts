import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A file of the inspector's page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

/** The same path from here as from the file that the command line is bundled into. */
const FOLDER = new URL("../../src/dev/inspector/page/", import.meta.url);

/** A file of the page by its name, as it lies beside the code; null when there is none. */
export async function readPageFile(name: string): Promise<PageFile | null> {
  const type = TYPES[/^[a-z-]+\.([a-z]+)$/.exec(name)?.[1] ?? ""];
  if (type === undefined) return null;
  try {
    return { type, text: await readFile(fileURLToPath(new URL(name, FOLDER)), "utf8") };
  } catch {
    return null;
  }
}
