import { defineRoutes, fillForm, submitForm } from "mega-framework";
import { Author } from "../../models/author.ts";

export default defineRoutes("/authors", (route) => {
  route.get("/", { query: Author.list }, async (req, reply, ctx) => {
    const page = await ctx.services.authors.list(req.query);
    return reply.view("authors/index", { page, query: req.query });
  });

  route.get("/new", (_req, reply) => {
    return reply.view("authors/new", { form: fillForm(Author) });
  });

  route.post("/", async (_req, reply, ctx) => {
    const form = await submitForm(Author, ctx, (input) => ctx.services.authors.create(input));
    if (form.ok) return reply.redirect(`/authors/${form.data.id}`, 303);
    return reply.code(form.status).view("authors/new", { form });
  });

  route.get("/:id", { params: Author.key }, async (req, reply, ctx) => {
    const author = await ctx.services.authors.find(req.params.id);
    return reply.view("authors/show", { author });
  });

  route.get("/:id/edit", { params: Author.key }, async (req, reply, ctx) => {
    const author = await ctx.services.authors.find(req.params.id);
    const form = fillForm(Author, author);
    return reply.view("authors/edit", { author, form });
  });

  route.post("/:id", { params: Author.key }, async (req, reply, ctx) => {
    const { id } = req.params;
    const form = await submitForm(Author, ctx, (input, versions) =>
      ctx.services.authors.replace(id, input, versions),
    );
    if (form.ok) return reply.redirect(`/authors/${id}`, 303);
    const author = await ctx.services.authors.find(id);
    return reply.code(form.status).view("authors/edit", { author, form });
  });

  route.post("/:id/delete", { params: Author.key }, async (req, reply, ctx) => {
    await ctx.services.authors.delete(req.params.id);
    return reply.redirect("/authors", 303);
  });
});
