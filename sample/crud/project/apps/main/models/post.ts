import { defineModel, field, type Row } from "mega-framework";

export const Post = defineModel("posts", {
  title: field.string(),
  body: field.text(),
  published: field.boolean({ default: false }),
  author: field.ref("authors", { optional: true }),
});
export type Post = Row<typeof Post>;

declare module "mega-framework" {
  interface Tables {
    posts: typeof Post;
  }
}
