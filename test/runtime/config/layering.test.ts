import * as fc from "fast-check";
import { expect, test } from "vitest";

import { env } from "../../../runtime/config/env-ref.ts";
import { isTree, leavesOf, type Tree } from "../../../runtime/config/tree.ts";
import { load, SECRET } from "./project.ts";

/** What may say a port, the later ones winning. */
const PLACES = ["mega.config", ".env", ".env.local", ".env.test", ".env.test.local", "environment", "flags"] as const;

const said = fc.dictionary(fc.constantFrom(...PLACES), fc.integer({ min: 1, max: 65_535 }), { noNullPrototype: true });

test(
  "whichever places say a value, the last one of them wins, and is the one that is told of",
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(said, fc.boolean(), async (ports, isReferred) => {
        const winner = PLACES.findLast((place) => ports[place] !== undefined);
        const { config, provenance } = await load({
          config: configOf(ports["mega.config"], isReferred),
          files: Object.fromEntries(
            PLACES.filter((place) => place.startsWith(".")).flatMap((file) =>
              ports[file] === undefined ? [] : [[file, `# port\nPORT=${ports[file]}\n`]],
            ),
          ),
          env: ports.environment === undefined ? {} : { PORT: String(ports.environment) },
          flags: ports.flags === undefined ? {} : { server: { port: ports.flags } },
        });
        const port = winner === undefined ? 3000 : ports[winner];
        expect(config.server.port).toBe(port);
        const [explained] = provenance.explain("server.port");
        const [step] = explained?.steps.filter(({ wins }) => wins) ?? [];
        expect(explained?.value).toBe(port);
        expect(step).toMatchObject({ value: port, ...originOf(winner) });
        const count = Object.keys(ports).length;
        expect(explained?.steps.filter(({ layer }) => layer !== "default").length).toBeGreaterThanOrEqual(count);
      }),
      { numRuns: 60 },
    ),
);

function configOf(port: number | undefined, isReferred: boolean): Tree {
  if (port === undefined) return {};
  return { server: { port: isReferred ? env("OTHER_PORT", port) : port } };
}

function originOf(winner: (typeof PLACES)[number] | undefined): object {
  if (winner === undefined) return { layer: "default", file: null };
  if (winner === "mega.config") return { layer: "mega.config", file: "mega.config.ts" };
  return winner.startsWith(".") ? { layer: "env-file", file: winner, line: 2 } : { layer: winner, file: null };
}

test("what is told of a config is all of it, and nothing else", async () => {
  const { config, provenance } = await load({
    config: { databases: { main: { driver: "sqlite", file: "a.db" } }, caches: { main: { driver: "memory" } } },
    app: { session: { store: { driver: "sqlite" } }, prefix: "/x" },
    apps: { admin: { hosts: ["admin.example"], csrf: false } },
    env: { PORT: "4000" },
  });
  const { apps, ...shared } = config;
  const told = (app: string | null): readonly string[] =>
    provenance
      .values()
      .flatMap((value) => (value.app === app ? [value.key] : []))
      .toSorted();
  expect(told(null)).toEqual(pathsOf(shared));
  for (const [name, settings] of Object.entries(apps)) {
    const own = Object.fromEntries(Object.entries(settings).filter(([key]) => !Object.hasOwn(shared, key)));
    expect(told(name)).toEqual(pathsOf(own));
  }
});

function pathsOf(value: object): readonly string[] {
  if (!isTree(value)) throw new Error("a config is a tree");
  return leavesOf(value)
    .map(([path]) => path)
    .toSorted();
}

test("production takes .env.production, and neither the files of tests nor those of development", async () => {
  const files = {
    ".env": `APP_SECRET=${SECRET}\nPORT=1\n`,
    ".env.test": "PORT=2\n",
    ".env.development": "PORT=3\n",
    ".env.production": "PORT=4\n",
    ".env.production.local": "HOST=0.0.0.0\n",
  };
  const { config } = await load({ config: { secret: env("APP_SECRET") }, files, mode: "production" });
  expect(config).toMatchObject({ secret: SECRET, server: { port: 4, host: "0.0.0.0" } });
});

test("an empty variable of the environment gives way to nothing: the file's value does not come through", async () => {
  const { config } = await load({ files: { ".env": "PORT=4000\n" }, env: { PORT: "" } });
  expect(config.server.port).toBe(3000);
});
