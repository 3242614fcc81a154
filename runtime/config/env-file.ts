import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables by name; from a file or the process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The variables of `<root>/.env`; none when there is no such file. */
export async function readEnvFile(root: string): Promise<Env> {
  try {
    return parseEnv(await readFile(join(root, ".env"), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}
