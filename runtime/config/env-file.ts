import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

/** Variables by name; from files or the process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A variable and where it was set. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** `.env.local`; null for the environment of the process. */
  readonly file: string | null;
  /** Counted from 1. */
  readonly line: number | null;
}

/** What one file sets, and what is wrong with it. */
export interface EnvFile {
  readonly file: string;
  readonly variables: readonly Variable[];
  readonly mistakes: readonly EnvFileMistake[];
}

export interface EnvFileMistake {
  readonly file: string;
  /** Not for the file as a whole. */
  readonly line?: number | undefined;
  /** Always empty: it is about no key. */
  readonly path: "";
  /** Without a word of the file's text, which may be secret. */
  readonly message: string;
}

/** The files of variables from the project's root, the later ones winning: `.env`, `.env.local`, `.env.test`, `.env.test.local`. */
function envFileNames(mode: string): readonly string[] {
  return [".env", ".env.local", ...(MODE.test(mode) ? [`.env.${mode}`, `.env.${mode}.local`] : [])];
}

/** Every file that is there, in order. `mode` is NODE_ENV. */
export function readEnvFiles(root: string, mode: string): readonly EnvFile[] {
  return envFileNames(mode)
    .map((file) => readEnvFile(root, file))
    .filter((file) => file !== null);
}

function readEnvFile(root: string, file: string): EnvFile | null {
  try {
    return parseEnvFile(file, readFileSync(join(root, file), "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    const message = `it cannot be read: ${code ?? String(error)}`;
    return { file, variables: [], mistakes: [{ file, path: "", message }] };
  }
}

/** The variables of a file's text. */
export function parseEnvFile(file: string, source: string): EnvFile {
  const text = source.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  // Quoted text may run over lines and hold anything.
  const lines = text.replace(QUOTED, (value) => value.replaceAll(/[^\n]/g, "")).split("\n");
  const lineOf = new Map(lines.map((line, index) => [ASSIGNMENT.exec(line)?.[1], index + 1]));
  const variables = Object.entries(parseEnv(text)).map(([name, value = ""]): Variable => {
    return { name, value, file, line: lineOf.get(name) ?? null };
  });
  const mistake = (line: number | null, message: string): EnvFileMistake => {
    return { file, path: "", message, ...(line === null ? {} : { line }) };
  };
  const stray = lines.flatMap((line, index) =>
    LINE.test(line) ? [] : [mistake(index + 1, "the line is no NAME=value")],
  );
  const broken = variables.filter(({ value }) => value.includes("\0"));
  const unusable = broken.map(({ name, line }) => mistake(line, `\`${name}\` holds a NUL character`));
  return { file, variables, mistakes: [...stray, ...unusable] };
}

/** A mode is part of a file's name. */
const MODE = /^[\w-]+$/;
const QUOTED = /(?<==[^\S\n]*)(["'`])[\s\S]*?\1/g;
const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=/;
const LINE = /^\s*(?:#.*|(?:export\s+)?[A-Za-z_][\w.-]*\s*=.*)?$/;
