import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { transformSync } from "esbuild";

import { clientPlan } from "../../../generators/client.ts";

/** The text of the client of a document. */
export function clientText(document: object): string {
  const [operation] = clientPlan({ command: "mega client", document, out: "client.ts" }).operations;
  if (operation?.kind !== "create") throw new Error("no file was planned");
  return operation.content;
}

export interface Folder {
  readonly path: string;
  [Symbol.dispose](): void;
}

/** An empty project with these files, and every option that makes a compiler stricter. */
export function emptyProject(files: Readonly<Record<string, string>>): Folder {
  const path = mkdtempSync(join(tmpdir(), "mega-client-"));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    noImplicitReturns: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    noEmit: true,
  };
  const all = {
    "package.json": JSON.stringify({ type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    ...files,
  };
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(all)) writeFileSync(join(path, name), text);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** What a compiler says of a project; empty when it is right. */
export function compile(compiler: string, cwd: string): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [compiler, "-p", cwd], { cwd, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}` || `exit ${status}`;
}

/** The client as a module that runs. */
export async function load<Module>(text: string): Promise<Module> {
  using folder = emptyProject({ "client.mjs": transformSync(text, { loader: "ts" }).code });
  return (await import(pathToFileURL(join(folder.path, "client.mjs")).href)) as Module;
}
