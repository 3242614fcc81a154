import type { Generated, Kysely } from "kysely";
import { expectTypeOf, test } from "vitest";

import type { Page } from "../../../runtime/core/data/page.ts";
import { field } from "../../../runtime/model/field.ts";
import type { JsonValue } from "../../../runtime/model/json.ts";
import { defineModel, type Row } from "../../../runtime/model/model.ts";
import { paginate } from "../../../runtime/model/paginate.ts";
import { submitForm } from "../../../runtime/model/submit-form.ts";
import { Type, type Static } from "typebox";

const Post = defineModel("posts", {
  title: field.string({ max: 200 }),
  body: field.text({ optional: true }),
  published: field.boolean({ default: false }),
  rating: field.integer({ optional: true, default: 3 }),
  state: field.enum(["draft", "published"]),
  price: field.decimal({ precision: 10, scale: 2 }),
  meta: field.json({ optional: true }),
  secret: field.string({ redact: true }),
  author: field.ref("authors"),
  editor: field.ref("authors", { optional: true }),
});

interface PostRow {
  id: number;
  title: string;
  body: string | null;
  published: boolean;
  rating: number | null;
  state: "draft" | "published";
  price: string;
  meta: JsonValue | null;
  secret: string;
  authorId: number;
  editorId: number | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

test("a model's row has the fields with their exact types", () => {
  expectTypeOf<Row<typeof Post>>().toEqualTypeOf<PostRow>();
});

test("an owner is in rows and in the table, and in nothing that a request says", () => {
  const Note = defineModel("notes", { text: field.text(), user: field.owner("users") });
  expectTypeOf<Row<typeof Note>["userId"]>().toEqualTypeOf<number>();
  expectTypeOf<(typeof Note)["~table"]["userId"]>().toEqualTypeOf<number>();
  expectTypeOf<Static<typeof Note.create>>().toEqualTypeOf<{ text: string }>();
  expectTypeOf<Static<typeof Note.replace>>().toEqualTypeOf<{ text: string }>();
  expectTypeOf<Static<typeof Note.patch>>().toEqualTypeOf<{ text?: string }>();
  expectTypeOf<Static<typeof Note.list>>().not.toHaveProperty("userId");
});

test("create leaves out what is optional or has a default", () => {
  type Create = Static<typeof Post.create>;
  expectTypeOf<{
    title: string;
    state: "draft";
    price: string;
    secret: string;
    authorId: number;
  }>().toExtend<Create>();
  // @ts-expect-error the title is missing
  const _bad: Create = { state: "draft", price: "1.00", secret: "x", authorId: 1 };
  expectTypeOf<Create["body"]>().toEqualTypeOf<string | null | undefined>();
  expectTypeOf<Create["published"]>().toEqualTypeOf<boolean | undefined>();
});

test("a list takes filters of what can be compared and is shown", () => {
  type List = Static<typeof Post.list>;
  expectTypeOf<List["state"]>().toEqualTypeOf<"draft" | "published" | undefined>();
  expectTypeOf<List["authorId"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<keyof List>().toEqualTypeOf<
    "limit" | "cursor" | "sort" | "title" | "published" | "rating" | "state" | "price" | "authorId" | "editorId"
  >();
});

test("the table is typed for Kysely", () => {
  type Table = (typeof Post)["~table"];
  expectTypeOf<Table["id"]>().toEqualTypeOf<Generated<number>>();
  expectTypeOf<Table["published"]>().toEqualTypeOf<Generated<boolean>>();
  expectTypeOf<Table["title"]>().toEqualTypeOf<string>();
  const db = null as unknown as Kysely<{ posts: Table }>;
  const list = () => paginate(db.selectFrom("posts"), Post, { limit: 3 });
  expectTypeOf(list).returns.resolves.toExtend<Page<{ title: string; editorId: number | null }>>();
  expectTypeOf<Awaited<ReturnType<typeof list>>["data"][number]>().not.toHaveProperty("secret");
  const insert = (input: Static<typeof Post.create>) =>
    db.insertInto("posts").values(input).returningAll().executeTakeFirstOrThrow();
  expectTypeOf(insert).returns.resolves.toExtend<Row<typeof Post>>();
  const update = (changes: Static<typeof Post.patch>) =>
    db
      .updateTable("posts")
      .set((eb) => ({ ...changes, version: eb("version", "+", 1), updatedAt: new Date().toISOString() }))
      .where("id", "=", 1)
      .returningAll()
      .executeTakeFirst();
  expectTypeOf(update).returns.resolves.toExtend<Row<typeof Post> | undefined>();
});

test("a form's action gets a whole body", () => {
  const submit = () => submitForm(Post, { body: {} }, (input) => input.title.length);
  expectTypeOf<Extract<Awaited<ReturnType<typeof submit>>, { ok: true }>["data"]>().toEqualTypeOf<number>();
});

test("schemas fit into TypeBox's own", () => {
  const Answer = Type.Object({ post: Post.row });
  expectTypeOf<Static<typeof Answer>["post"]["title"]>().toEqualTypeOf<string>();
});
