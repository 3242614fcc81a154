import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface TestProject extends AsyncDisposable {
  readonly root: string;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
}

const FAKE_CHILD = fileURLToPath(new URL("fake-child.mjs", import.meta.url));

/** A project in a folder with a space and Korean letters, whose installed framework is the fake child. */
export async function makeProject(files: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), "mega-dev-")));
  const root = join(parent, "내 project");
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  const all = {
    "package.json": '{ "name": "fixture", "type": "module" }',
    "mega.config.ts": "export default {};",
    "apps/main/app.config.ts": "export default {};",
    "apps/main/routes/hello.ts": 'export default () => "v1";',
    "node_modules/mega-framework/package.json": '{ "name": "mega-framework", "version": "0.0.0", "type": "module" }',
    ...files,
  };
  for (const [file, text] of Object.entries(all)) await write(file, text);
  const entry = join(root, "node_modules/mega-framework/dist/runtime/dev/child.js");
  await mkdir(dirname(entry), { recursive: true });
  await copyFile(FAKE_CHILD, entry);
  return {
    root,
    write,
    remove: (file) => rm(join(root, file)),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true, maxRetries: 3 }),
  };
}
