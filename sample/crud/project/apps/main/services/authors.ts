import {
  MegaNotFoundError,
  MegaPreconditionFailedError,
  MegaService,
  paginate,
  type Static,
} from "mega-framework";
import { Author } from "../models/author.ts";

export default class AuthorsService extends MegaService {
  list(query: Static<typeof Author.list>) {
    return paginate(this.db.selectFrom("authors"), Author, query);
  }

  async find(id: number) {
    const author = await this.db
      .selectFrom("authors")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    if (!author) throw new MegaNotFoundError("author", { id });
    return author;
  }

  create(input: Static<typeof Author.create>) {
    return this.db.insertInto("authors").values(input).returningAll().executeTakeFirstOrThrow();
  }

  /** Each change raises the version; with `versions`, only a row that has one of them is changed. */
  replace(id: number, input: Static<typeof Author.replace>, versions?: readonly number[]) {
    return this.#update(id, input, versions);
  }

  patch(id: number, input: Static<typeof Author.patch>, versions?: readonly number[]) {
    return this.#update(id, input, versions);
  }

  async delete(id: number, versions?: readonly number[]) {
    let query = this.db.deleteFrom("authors").where("id", "=", id);
    if (versions) query = query.where("version", "in", versions);
    const { numDeletedRows } = await query.executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) await this.#refuse(id);
  }

  async #update(id: number, changes: Static<typeof Author.patch>, versions?: readonly number[]) {
    let query = this.db
      .updateTable("authors")
      .set((eb) => ({
        ...changes,
        version: eb("version", "+", 1),
        updatedAt: new Date().toISOString(),
      }))
      .where("id", "=", id);
    if (versions) query = query.where("version", "in", versions);
    const author = await query.returningAll().executeTakeFirst();
    return author ?? this.#refuse(id);
  }

  /** Nothing was changed: there is no such row, or it has another version. */
  async #refuse(id: number): Promise<never> {
    const { version } = await this.find(id);
    throw new MegaPreconditionFailedError("author", { id, version });
  }
}

declare module "mega-framework" {
  interface Services {
    authors: AuthorsService;
  }
}
