import { defineMigration } from "mega-framework";

export default defineMigration({
  up: (schema) =>
    schema.create("posts", (table) => {
      table.id();
      table.string("title");
      table.text("body");
      table.boolean("published", { default: false });
      table.ref("author", "authors", { optional: true });
      table.version();
      table.timestamps();
    }),
  down: (schema) => schema.drop("posts"),
});
