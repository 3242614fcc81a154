// Writes files by a plan, or recovers, and kills itself at one of its writes, half of its bytes written.
// Arguments: the folder, `apply` or `recover`, the number of the write (from 1).
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { pathToFileURL } from "node:url";

const [cwd, work, at] = process.argv.slice(2);
const core = (name) => import(new URL(`../../../dist/generators/core/${name}.js`, pathToFileURL(import.meta.filename)));
const { comparePlan } = await core("compare");
const { applyChanges } = await core("apply");
const { recover } = await core("recover");

let count = 0;
for (const name of ["writeFileSync", "renameSync", "linkSync", "mkdirSync", "rmSync", "rmdirSync", "chmodSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    count++;
    if (count !== Number(at)) return real(...args);
    if (name === "writeFileSync") real(args[0], args[1].slice(0, args[1].length / 2), args[2]);
    process.kill(process.pid, "SIGKILL");
  };
}
syncBuiltinESMExports();

if (work === "recover") recover(cwd);
else {
  const operations = [
    { kind: "edit", path: "a.txt", edit: (text) => `${text}more\n` },
    { kind: "create", path: "new/deep/b.txt", content: "b\n" },
    { kind: "create", path: "c.txt", content: "ours\n" },
    { kind: "delete", path: "gone.txt" },
    { kind: "create", path: "new/d.txt", content: "d\n" },
  ];
  const changes = await comparePlan({ command: "mega test", operations }, { cwd });
  await applyChanges(changes, { cwd, command: "mega test", now: new Date(0) });
}
