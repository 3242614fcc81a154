import { expect, expectTypeOf, test } from "vitest";
import { Type } from "typebox";

import type { Page } from "../../../../runtime/core/data/page.ts";
import { makePage, pageSchema } from "../../../../runtime/core/data/page.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { MegaApp } from "../../../../runtime/http/app.ts";

const Key = Type.Object({ id: Type.Integer() });
const Row = Type.Object({ id: Type.Integer(), title: Type.String() });

test("requests and answers are typed by the route's schemas", () => {
  const file = defineRoutes("/posts", (route) => {
    route.get(
      "/:id",
      { params: Key, query: Type.Object({ q: Type.Optional(Type.String()) }), response: Row },
      (req, _reply, ctx) => {
        expectTypeOf(req.params).toEqualTypeOf<{ id: number }>();
        expectTypeOf(req.query).toEqualTypeOf<{ q?: string }>();
        expectTypeOf(ctx.params).toEqualTypeOf<{ id: number }>();
        expectTypeOf(ctx.app).toEqualTypeOf<MegaApp>();
        expectTypeOf(req.body).toBeUnknown();
        return { id: req.params.id, title: "x" };
      },
    );
    // @ts-expect-error the answer lacks its title
    route.get("/wrong", { response: Row }, () => ({ id: 1 }));
    // @ts-expect-error the answer's title is no string
    route.get("/wrong-async", { response: Row }, async () => ({ id: 1, title: 2 }));
    route.post("/", { body: Type.Omit(Row, ["id"]), response: { 201: Row, 409: Type.Null() } }, async (req, reply) => {
      expectTypeOf(req.body).toEqualTypeOf<{ title: string }>();
      reply.code(201);
      return { id: 1, ...req.body };
    });
    // @ts-expect-error no success has this shape
    route.post("/wrong", { response: { 201: Row } }, () => null);
    route.get("/page", { response: pageSchema(Row) }, () => {
      const page: Page<{ id: number; title: string }> = makePage([{ id: 1, title: "x" }], { limit: 1, next: null });
      return page;
    });
    route.get("/ok", { response: Row }, (_req, _reply, ctx) => ctx.ok({ id: 1, title: "x" }, { meta: {} }));
    route.get("/view", { response: Row }, (_req, reply) => reply.view("home"));
    route.get("/free", (req) => {
      expectTypeOf(req.params).toBeUnknown();
      return { anything: 1 };
    });
    route.put("/json-schema", { body: { type: "object", properties: { a: { type: "string" } } } }, (req) => req.body);
    // @ts-expect-error there is no such option
    route.get("/option", { respones: Row }, () => 1);
  });
  expect(file.routes).toHaveLength(11);
});
