import type { Ajv } from "ajv";

/** A schema for the file of a form: `body: Type.Object({ avatar: upload({ types: ["image/*"] }) })`. */
export interface UploadRules {
  /** Bytes; the app's `uploads.maxFileBytes` unless said. */
  readonly maxBytes?: number;
  /** Content types that the client may name: `image/png`, `image/*`; any unless said. */
  readonly types?: readonly string[];
}

/** Files that were received: an object of the same shape is none. */
const received = new WeakSet<object>();

export function markReceived(file: object): void {
  received.add(file);
}

/** Adds the keyword `upload`: the value is a received file. */
export function addUpload(ajv: Ajv): Ajv {
  return ajv.addKeyword({
    keyword: "upload",
    schemaType: "object",
    validate: (_rules: unknown, value: unknown) => typeof value === "object" && value !== null && received.has(value),
    error: { message: "must be a file" },
  });
}

/** The file fields of a body's schema and their rules; null for a body without files. */
export function uploadFields(schema: unknown): ReadonlyMap<string, UploadRules> | null {
  const { properties = {} } = (schema ?? {}) as { readonly properties?: Readonly<Record<string, FieldSchema>> };
  const fields = new Map<string, UploadRules>();
  for (const [name, { upload, items }] of Object.entries(properties)) {
    const rules = upload ?? items?.upload;
    if (rules !== undefined) fields.set(name, rules);
  }
  return fields.size === 0 ? null : fields;
}

/** Whether a content type is one of those that are wanted. */
export function isWanted(type: string, { types }: UploadRules): boolean {
  return (
    types?.some((wanted) => (wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : wanted === type)) ?? true
  );
}

interface FieldSchema {
  readonly upload?: UploadRules;
  readonly items?: { readonly upload?: UploadRules };
}
