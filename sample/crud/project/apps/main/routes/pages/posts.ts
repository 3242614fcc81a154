import { defineRoutes, fillForm, submitForm } from "mega-framework";
import { Post } from "../../models/post.ts";

export default defineRoutes("/posts", (route) => {
  route.get("/", { query: Post.list }, async (req, reply, ctx) => {
    const page = await ctx.services.posts.list(req.query);
    return reply.view("posts/index", { page, query: req.query });
  });

  route.get("/new", async (_req, reply, ctx) => {
    const form = fillForm(Post);
    const choices = await ctx.services.posts.choices();
    return reply.view("posts/new", { form, choices });
  });

  route.post("/", async (_req, reply, ctx) => {
    const form = await submitForm(Post, ctx, (input) => ctx.services.posts.create(input));
    if (form.ok) return reply.redirect(`/posts/${form.data.id}`, 303);
    const choices = await ctx.services.posts.choices();
    return reply.code(form.status).view("posts/new", { form, choices });
  });

  route.get("/:id", { params: Post.key }, async (req, reply, ctx) => {
    const post = await ctx.services.posts.find(req.params.id);
    return reply.view("posts/show", { post });
  });

  route.get("/:id/edit", { params: Post.key }, async (req, reply, ctx) => {
    const post = await ctx.services.posts.find(req.params.id);
    const form = fillForm(Post, post);
    const choices = await ctx.services.posts.choices();
    return reply.view("posts/edit", { post, form, choices });
  });

  route.post("/:id", { params: Post.key }, async (req, reply, ctx) => {
    const { id } = req.params;
    const form = await submitForm(Post, ctx, (input, versions) =>
      ctx.services.posts.replace(id, input, versions),
    );
    if (form.ok) return reply.redirect(`/posts/${id}`, 303);
    const post = await ctx.services.posts.find(id);
    const choices = await ctx.services.posts.choices();
    return reply.code(form.status).view("posts/edit", { post, form, choices });
  });

  route.post("/:id/delete", { params: Post.key }, async (req, reply, ctx) => {
    await ctx.services.posts.delete(req.params.id);
    return reply.redirect("/posts", 303);
  });
});
