import { defineRoutes, ifMatch, withETag } from "mega-framework";
import { Post } from "../models/post.ts";

export default defineRoutes("/api/posts", (route) => {
  route.get("/", { query: Post.list, response: Post.page }, (req, _reply, ctx) => {
    return ctx.services.posts.list(req.query);
  });

  route.post("/", { body: Post.create, response: { 201: Post.row } }, async (req, reply, ctx) => {
    const post = await ctx.services.posts.create(req.body);
    reply.code(201).header("location", `/api/posts/${post.id}`);
    return withETag(reply, post);
  });

  route.get("/:id", { params: Post.key, response: Post.row }, async (req, reply, ctx) => {
    return withETag(reply, await ctx.services.posts.find(req.params.id));
  });

  const replacing = { params: Post.key, body: Post.replace, response: Post.row };
  route.put("/:id", replacing, async (req, reply, ctx) => {
    const { id } = req.params;
    const versions = ifMatch(req);
    return withETag(reply, await ctx.services.posts.replace(id, req.body, versions));
  });

  const patching = { params: Post.key, body: Post.patch, response: Post.row };
  route.patch("/:id", patching, async (req, reply, ctx) => {
    const { id } = req.params;
    const versions = ifMatch(req);
    return withETag(reply, await ctx.services.posts.patch(id, req.body, versions));
  });

  route.delete("/:id", { params: Post.key }, async (req, reply, ctx) => {
    await ctx.services.posts.delete(req.params.id, ifMatch(req));
    reply.code(204);
  });
});
