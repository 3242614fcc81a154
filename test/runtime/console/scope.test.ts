import { beforeEach, expect, test } from "vitest";

import type { ImportModule } from "../../../runtime/console/scope.ts";
import { Inputs } from "./support.ts";

class Service {
  readonly name = "posts";
}

const modules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "./post.ts": { default: "first", Post: 1 },
  "./gone.ts": { gone: 1 },
};
const importing =
  (found: typeof modules): ImportModule =>
  (specifier) =>
    specifier in found ? Promise.resolve(found[specifier] ?? {}) : Promise.reject(new Error(`no ${specifier}`));

let inputs: Inputs;

beforeEach(() => {
  inputs = new Inputs();
  inputs.scope.name({ db: "database", services: { posts: new Service() } }, importing(modules));
});

test("names are there until they are declared anew", async () => {
  expect(await inputs.run("db")).toBe("database");
  await inputs.run("const db = 1");
  inputs.scope.name({ db: "other" }, importing(modules));
  expect(await inputs.run("db")).toBe(1);
});

test("imports are those of the project", async () => {
  await inputs.run('import post, { Post as P } from "./post.ts"\nimport * as all from "./post.ts"');
  expect(await inputs.run("[post, P, all.Post]")).toEqual(["first", 1, 1]);
  expect(await inputs.run('(await import("./post.ts")).default')).toBe("first");
  await expect(inputs.run('import x from "./nothing.ts"')).rejects.toThrow("no ./nothing.ts");
});

test("new code keeps data and typed functions, repeats imports, and drops what holds the old code", async () => {
  await inputs.run(`
    import post, { Post } from "./post.ts";
    import { gone } from "./gone.ts";
    import * as all from "./post.ts";
    const data = { list: [1, new Date(0), new Map([["a", new Set([1n])]])], bytes: Buffer.from("a"), nothing: null };
    data.self = data;
    const double = (n: number) => n * 2, wrong = new Error("x");
    class Typed {}
    const service = services.posts, within = [services.posts], keyed = new Map([[services.posts, 1]]);
    const native = parseInt.bind(null), made = new Typed(), pending = Promise.resolve();
    unsaid = 1;
  `);
  const fresh = importing({ "./post.ts": { default: "second", Post: 2 } });
  const dropped = await inputs.scope.renew(fresh);
  expect([...dropped].sort()).toEqual(["gone", "keyed", "made", "native", "pending", "service", "within"]);
  expect(
    await inputs.run("[post, Post, all.default, double(2), data.list[0], unsaid, wrong.message, Typed.name]"),
  ).toEqual(["second", 2, "second", 4, 1, 1, "x", "Typed"]);
  expect(await inputs.thrownBy("service")).toBeInstanceOf(ReferenceError);
  expect(await inputs.scope.renew(fresh)).toEqual([]);
});
