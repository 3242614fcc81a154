import {
  MegaNotFoundError,
  MegaPreconditionFailedError,
  MegaService,
  paginate,
  type Static,
} from "mega-framework";
import { Post } from "../models/post.ts";

export default class PostsService extends MegaService {
  list(query: Static<typeof Post.list>) {
    return paginate(this.db.selectFrom("posts"), Post, query);
  }

  async find(id: number) {
    const post = await this.db
      .selectFrom("posts")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (!post) throw new MegaNotFoundError("post", { id });
    return post;
  }

  create(input: Static<typeof Post.create>) {
    return this.db.insertInto("posts").values(input).returningAll().executeTakeFirstOrThrow();
  }

  /** Each change raises the version; with `versions`, only a row that has one of them is changed. */
  replace(id: number, input: Static<typeof Post.replace>, versions?: readonly number[]) {
    return this.#update(id, input, versions);
  }

  patch(id: number, input: Static<typeof Post.patch>, versions?: readonly number[]) {
    return this.#update(id, input, versions);
  }

  async delete(id: number, versions?: readonly number[]) {
    let query = this.db.deleteFrom("posts").where("id", "=", id);
    if (versions) query = query.where("version", "in", versions);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) await this.#refuse(id);
  }

  /** What a form offers for each reference: up to 100 rows. */
  async choices() {
    return {
      author: await this.db
        .selectFrom("authors")
        .select(["id", "name as label"])
        .orderBy("name")
        .limit(100)
        .execute(),
    };
  }

  async #update(id: number, changes: Static<typeof Post.patch>, versions?: readonly number[]) {
    let query = this.db
      .updateTable("posts")
      .set((eb) => ({
        ...changes,
        version: eb("version", "+", 1),
        updatedAt: new Date().toISOString(),
      }))
      .where("id", "=", id);
    if (versions) query = query.where("version", "in", versions);
    const post = await query.returningAll().executeTakeFirst();
    return post ?? this.#refuse(id);
  }

  /** Nothing was changed: there is no such row, or it has another version. */
  async #refuse(id: number): Promise<never> {
    const { version } = await this.find(id);
    throw new MegaPreconditionFailedError("post", { id, version });
  }
}

declare module "mega-framework" {
  interface Services {
    posts: PostsService;
  }
}
