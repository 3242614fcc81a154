import { defineSeed } from "mega-framework";
import { postFactory } from "../factories/post.ts";

/** Ten to look at; nothing where there are some. */
export default defineSeed(async (db) => {
  if (await db.selectFrom("posts").select("id").limit(1).executeTakeFirst()) return;
  for (let i = 0; i < 10; i++) await postFactory.create(db);
});
