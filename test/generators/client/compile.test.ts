import { describe, expect, test } from "vitest";

import { compilers } from "../../compilers/compilers.ts";
import { everyFeature } from "../../runtime/http/openapi/every-feature.ts";
import { serve } from "../../runtime/http/serve.ts";
import { clientText, compile, emptyProject } from "./support.ts";

const document = await (async () => {
  await using app = await serve({ routes: { "things.ts": everyFeature } });
  const [first] = app.runtime.apps;
  return (await first?.openapi()) ?? {};
})();

/** Calls as people write them; what must not compile is marked. */
const USE = `
import { ApiError, makeClient, type OpenapiThing, type Tree } from "./client.ts";

const api = makeClient({ baseUrl: "https://example.com", headers: async () => ({ authorization: "Bearer 1" }) });

export async function use(signal: AbortSignal): Promise<string> {
  const things = await api.listThings({ query: { limit: 20, sort: "-title", state: "draft" }, signal });
  const next: string | null = things.meta.page.next;
  const first = things.data[0];
  // @ts-expect-error the token is redacted: no list has it
  first?.token;
  await api.listThings();
  // @ts-expect-error there is no such state
  await api.listThings({ query: { state: "gone" } });
  // @ts-expect-error it needs params
  await api.getThing();
  const one = await api.getThing({ params: { id: first?.id ?? 1 } });
  const thing: OpenapiThing = one.data;
  await api.updateThing({ params: { id: 1 }, body: { title: "New" }, ifMatch: one.etag });
  await api.updateThing({ params: { id: 1 }, body: { title: "New" }, ifMatch: thing.version });
  // @ts-expect-error a number is no title
  await api.updateThing({ params: { id: 1 }, body: { title: 5 } });
  // @ts-expect-error it needs more than a title
  await api.createThing({ body: { title: "New" } });
  const tree: Tree = (await api.getThingsTree()).data;
  const deep: string | undefined = tree.children[0]?.children[0]?.name;
  const found = await api.listThingsSearch({ query: { q: "a", tag: ["b", "c"] }, headers: { "x-tenant": "t" } });
  // @ts-expect-error the header is required
  await api.listThingsSearch({ query: { q: "a" } });
  const money = await api.thingsMoney({ body: { price: { amount: 1, currency: "EUR" } } });
  const currency: "EUR" | "KRW" = money.data.currency;
  await api.replaceThingsPlain({ body: { point: [1, 2], node: { next: { next: {} } }, note: null } });
  const raw: string = (await api.getThingsRaw({ params: { path: "a/b" } })).data;
  try {
    await api.deleteThing({ params: { id: 1 } });
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_found") return String(error.details[0]?.path ?? error.requestId);
    throw error;
  }
  return [next, deep, found.data[0]?.q, currency, raw].join();
}
`;

const installed = await compilers();

describe.each(Object.entries(installed))("TypeScript %s", (_version, compiler) => {
  test("compiles the client and typed calls in an empty project", () => {
    using project = emptyProject({
      "client.ts": clientText(document),
      "use.ts": USE.replace("./client.ts", "./client.js"),
    });
    expect(compile(compiler, project.path)).toBe("");
  });
});

test("the same document gives the same text", () => {
  expect(clientText(document)).toBe(clientText(structuredClone(document)));
});

test("the client of an API without routes compiles", () => {
  using project = emptyProject({ "client.ts": clientText({ openapi: "3.1.1", paths: {}, components: {} }) });
  expect(compile(installed["7"] ?? "", project.path)).toBe("");
});
