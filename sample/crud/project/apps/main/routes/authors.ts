import { defineRoutes, ifMatch, withETag } from "mega-framework";
import { Author } from "../models/author.ts";

export default defineRoutes("/api/authors", (route) => {
  route.get("/", { query: Author.list, response: Author.page }, (req, _reply, ctx) => {
    return ctx.services.authors.list(req.query);
  });

  const creating = { body: Author.create, response: { 201: Author.row } };
  route.post("/", creating, async (req, reply, ctx) => {
    const author = await ctx.services.authors.create(req.body);
    reply.code(201).header("location", `/api/authors/${author.id}`);
    return withETag(reply, author);
  });

  route.get("/:id", { params: Author.key, response: Author.row }, async (req, reply, ctx) => {
    return withETag(reply, await ctx.services.authors.find(req.params.id));
  });

  const replacing = { params: Author.key, body: Author.replace, response: Author.row };
  route.put("/:id", replacing, async (req, reply, ctx) => {
    const { id } = req.params;
    const versions = ifMatch(req);
    return withETag(reply, await ctx.services.authors.replace(id, req.body, versions));
  });

  const patching = { params: Author.key, body: Author.patch, response: Author.row };
  route.patch("/:id", patching, async (req, reply, ctx) => {
    const { id } = req.params;
    const versions = ifMatch(req);
    return withETag(reply, await ctx.services.authors.patch(id, req.body, versions));
  });

  route.delete("/:id", { params: Author.key }, async (req, reply, ctx) => {
    await ctx.services.authors.delete(req.params.id, ifMatch(req));
    reply.code(204);
  });
});
