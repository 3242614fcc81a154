import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Contestant, Place } from "./contestant.ts";

export function nodemon(place: Place): Contestant {
  const bin = join(place.peers, "node_modules/nodemon/bin/nodemon.js");
  return plainServer(place, "nodemon, plain JavaScript", [process.execPath, bin, "server.js"]);
}

export function nodeWatch(place: Place): Contestant {
  return plainServer(place, "node --watch, plain JavaScript", [process.execPath, "--watch", "server.js"]);
}

/** With the SWC builder, on Fastify. */
export function nest(place: Place): Contestant {
  return typedServer(place, {
    name: "nest start --watch (SWC), a controller",
    project: "nest",
    command: ["node_modules/@nestjs/cli/bin/nest.js", "start", "--watch"],
    controller: "src/posts.controller.ts",
  });
}

/** Exchanges modules in the running process (hot-hook), so that what the old ones left behind stays. */
export function adonis(place: Place): Contestant {
  return typedServer(place, {
    name: "ace serve --hmr, a controller",
    project: "adonis",
    command: ["ace.js", "serve", "--hmr"],
    controller: "app/controllers/posts_controller.ts",
  });
}

/** node:http with nothing around it. */
function plainServer({ base }: Place, name: string, command: readonly string[]): Contestant {
  const folder = mkdtempSync(join(base, "plain-"));
  const text = (mark: string): string =>
    `require("node:http").createServer((req, res) => res.end("${mark}")).listen(process.env.PORT, "127.0.0.1");\n`;
  writeFileSync(join(folder, "server.js"), text(""));
  return { name, target: "", folder, command, path: "/", edits: [{ file: "server.js", path: "/", text }] };
}

interface TypedServer {
  readonly name: string;
  /** Folder in `projects/`. */
  readonly project: string;
  /** What node runs. */
  readonly command: readonly string[];
  readonly controller: string;
}

function typedServer({ root, peers, base }: Place, { name, project, command, controller }: TypedServer): Contestant {
  const folder = mkdtempSync(join(base, `${project}-`));
  cpSync(join(root, "bench/dev-loop/projects", project), folder, { recursive: true });
  symlinkSync(join(peers, "node_modules"), join(folder, "node_modules"));
  const first = readFileSync(join(folder, controller), "utf8");
  const text = (mark: string): string => first.replace('mark: ""', `mark: "${mark}"`);
  const [path, edit] = ["/posts", { file: controller, path: "/posts", text }];
  return { name, target: "", folder, command: [process.execPath, ...command], path, edits: [edit] };
}
