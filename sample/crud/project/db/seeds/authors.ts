import { defineSeed } from "mega-framework";
import { authorFactory } from "../factories/author.ts";

/** Ten to look at; nothing where there are some. */
export default defineSeed(async (db) => {
  if (await db.selectFrom("authors").select("id").limit(1).executeTakeFirst()) return;
  for (let i = 0; i < 10; i++) await authorFactory.create(db);
});
