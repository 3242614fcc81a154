import type {
  BigintOptions,
  BooleanOptions,
  DecimalOptions,
  EnumOptions,
  FieldOptions,
  JsonOptions,
  NumberOptions,
  StringOptions,
  TemporalOptions,
} from "../model/field-options.ts";
import type { FieldKind, FieldSettings } from "../model/field-types.ts";

/** What a table's builder has noted down, in order. */
export type TablePart =
  | { readonly part: "id" | "version" | "timestamps" }
  | { readonly part: "column"; readonly name: string; readonly kind: FieldKind; readonly settings: FieldSettings }
  | { readonly part: "index"; readonly columns: readonly string[]; readonly unique: boolean };

/** Notes down the columns of a table: one method for each kind of field, with the options of `field`. Names are camelCase. */
export class TableBuilder {
  readonly #parts: TablePart[] = [];

  /** Everything noted down so far. */
  get parts(): readonly TablePart[] {
    return this.#parts;
  }

  id(): void {
    this.#parts.push({ part: "id" });
  }
  /** Starts at 1; services raise it with each change. */
  version(): void {
    this.#parts.push({ part: "version" });
  }
  /** `createdAt` and `updatedAt`. */
  timestamps(): void {
    this.#parts.push({ part: "timestamps" });
  }
  /** An index over several columns. */
  index(columns: readonly string[]): void {
    this.#parts.push({ part: "index", columns, unique: false });
  }
  /** No two rows hold the same values in these columns together. */
  unique(columns: readonly string[]): void {
    this.#parts.push({ part: "index", columns, unique: true });
  }

  string(name: string, options: StringOptions = {}): void {
    this.#column(name, "string", options);
  }
  text(name: string, options: StringOptions = {}): void {
    this.#column(name, "text", options);
  }
  email(name: string, options: StringOptions = {}): void {
    this.#column(name, "email", options);
  }
  url(name: string, options: StringOptions = {}): void {
    this.#column(name, "url", options);
  }
  slug(name: string, options: StringOptions = {}): void {
    this.#column(name, "slug", options);
  }
  uuid(name: string, options: TemporalOptions = {}): void {
    this.#column(name, "uuid", options);
  }
  integer(name: string, options: NumberOptions = {}): void {
    this.#column(name, "integer", options);
  }
  bigint(name: string, options: BigintOptions = {}): void {
    this.#column(name, "bigint", options);
  }
  float(name: string, options: NumberOptions = {}): void {
    this.#column(name, "float", options);
  }
  decimal(name: string, options: DecimalOptions): void {
    this.#column(name, "decimal", options);
  }
  boolean(name: string, options: BooleanOptions = {}): void {
    this.#column(name, "boolean", options);
  }
  date(name: string, options: TemporalOptions = {}): void {
    this.#column(name, "date", options);
  }
  time(name: string, options: TemporalOptions = {}): void {
    this.#column(name, "time", options);
  }
  datetime(name: string, options: TemporalOptions = {}): void {
    this.#column(name, "datetime", options);
  }
  json(name: string, options: JsonOptions = {}): void {
    this.#column(name, "json", options);
  }
  enum(name: string, values: readonly string[], options: EnumOptions = {}): void {
    this.#column(name, "enum", { ...options, values });
  }
  /** A foreign key with an index: `table.ref("author", "authors")` is the column `authorId`. */
  ref(name: string, to: string, options: FieldOptions = {}): void {
    this.#column(`${name}Id`, "ref", { ...options, to });
  }

  #column(name: string, kind: FieldKind, settings: FieldSettings): void {
    this.#parts.push({ part: "column", name, kind, settings });
    if (settings.unique === true) this.unique([name]);
    else if (settings.index === true || kind === "ref") this.index([name]);
  }
}
