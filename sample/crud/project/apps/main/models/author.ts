import { defineModel, field, type Row } from "mega-framework";

export const Author = defineModel("authors", {
  name: field.string({ max: 80 }),
  email: field.email({ unique: true }),
  bio: field.text({ optional: true }),
});
export type Author = Row<typeof Author>;

declare module "mega-framework" {
  interface Tables {
    authors: typeof Author;
  }
}
