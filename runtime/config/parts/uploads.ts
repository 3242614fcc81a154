import { integer, object, TEXT, type ConfigKeys } from "../key.ts";

/** What a form with files may hold; for routes whose body has an `upload()`. */
export interface UploadsConfig {
  readonly uploads?: Partial<UploadsSettings>;
}

export interface UploadsSettings {
  /** Everything together, in bytes; 20 MiB unless said. */
  readonly maxBytes: number;
  /** 10 unless said. */
  readonly maxFiles: number;
  /** One file, in bytes; 10 MiB unless said. `upload({ maxBytes })` may ask for less. */
  readonly maxFileBytes: number;
  /** 100 unless said. */
  readonly maxFields: number;
  /** The text of one field, in bytes; 64 KiB unless said. */
  readonly maxFieldBytes: number;
  /** Where files are while a request is answered, from the project's root; `.mega/uploads` unless said. */
  readonly folder: string;
}

export const UPLOADS_KEYS: ConfigKeys = {
  uploads: {
    scope: "app",
    summary: "what forms with files may bring, and where the files lie meanwhile",
    schema: object({
      maxBytes: integer(1),
      maxFiles: integer(1),
      maxFileBytes: integer(1),
      maxFields: integer(1),
      maxFieldBytes: integer(1),
      folder: TEXT,
    }),
    fallback: () => ({
      maxBytes: 20 * 1024 * 1024,
      maxFiles: 10,
      maxFileBytes: 10 * 1024 * 1024,
      maxFields: 100,
      maxFieldBytes: 64 * 1024,
      folder: ".mega/uploads",
    }),
  },
};
