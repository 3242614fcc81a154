import { defineMigration } from "mega-framework";

export default defineMigration({
  up: (schema) =>
    schema.create("authors", (table) => {
      table.id();
      table.string("name", { max: 80 });
      table.email("email", { unique: true });
      table.text("bio", { optional: true });
      table.version();
      table.timestamps();
    }),
  down: (schema) => schema.drop("authors"),
});
