import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { IncomingMessage } from "node:http";

import { Busboy, type BusboyFileStream } from "@fastify/busboy";

import type { UploadsSettings } from "../../config/parts/uploads.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { isWanted, type UploadRules } from "../../core/upload.ts";
import { storageFailure } from "./storage-failure.ts";
import { cleanName, UploadedFile, type FileFacts } from "./uploaded-file.ts";

export interface MultipartOptions {
  readonly limits: UploadsSettings;
  /** The file fields of the route, by name. */
  readonly files: ReadonlyMap<string, UploadRules>;
  /** A folder of the request; asked for when the first file comes. */
  readonly folder: () => Promise<string>;
}

/** The fields of a form; a field that is sent several times is a list. */
export type FormBody = Record<string, unknown>;

/**
 * Reads a form with files: fields into memory, files to the disk as they come. It stops at the first thing that is not
 * allowed, and settles when nothing is written any more.
 * @throws MegaError `multipart_invalid`, `upload_refused`, `upload_too_large`, `storage_full`, `key_refused`, `client_left`
 */
export function readMultipart(raw: IncomingMessage, options: MultipartOptions): Promise<FormBody> {
  return new Reading(options).read(raw);
}

type Parser = InstanceType<typeof Busboy>;

const HEADER_BYTES = 8 * 1024;
const HEADER_PAIRS = 20;
const NAME_BYTES = 200;

class Reading {
  readonly #options: MultipartOptions;
  /** In the order in which they came, whichever is written first. */
  readonly #parts: Part[] = [];
  readonly #writing: Promise<void>[] = [];
  readonly #stopped = new AbortController();
  #stop: (error: unknown) => void = () => {};

  constructor(options: MultipartOptions) {
    this.#options = options;
  }

  async read(raw: IncomingMessage): Promise<FormBody> {
    const parser = this.#makeParser(raw);
    const whole = new Promise<void>((resolve, reject) => {
      this.#stop = reject;
      parser.on("finish", resolve);
      parser.on("error", (error: unknown) => reject(invalid((error as Error).message)));
    });
    let total = 0;
    const { maxBytes } = this.#options.limits;
    raw.on("data", (chunk: Buffer) => {
      total += chunk.length;
      if (total > maxBytes) this.#stop(new MegaError("upload_too_large", { what: "the form", limit: maxBytes }));
    });
    raw.once("close", () => {
      if (!raw.complete) this.#stop(new MegaError("client_left", { method: raw.method ?? "", path: raw.url ?? "" }));
    });
    raw.pipe(parser);
    try {
      await whole;
      await Promise.all(this.#writing);
      return toBody(this.#parts);
    } catch (error) {
      raw.unpipe(parser);
      this.#stopped.abort();
      await Promise.allSettled(this.#writing);
      throw error;
    }
  }

  #makeParser(raw: IncomingMessage): Parser {
    const { maxFiles, maxFields, maxFieldBytes, maxFileBytes } = this.#options.limits;
    const parser = makeBusboy(raw, {
      fieldNameSize: NAME_BYTES,
      fieldSize: maxFieldBytes,
      fields: maxFields,
      files: maxFiles,
      parts: maxFields + maxFiles,
      // A byte more than allowed tells the two apart.
      fileSize: maxFileBytes + 1,
      headerPairs: HEADER_PAIRS,
      headerSize: HEADER_BYTES,
    });
    // oxlint-disable-next-line max-params -- Busboy calls it so.
    parser.on("field", (name, value, nameCut, valueCut) => {
      if (nameCut || valueCut)
        this.#stop(
          new MegaError("upload_too_large", {
            what: `the field "${name}"`,
            limit: valueCut ? maxFieldBytes : NAME_BYTES,
          }),
        );
      else this.#add({ name, value });
    });
    // oxlint-disable-next-line max-params -- Busboy calls it so.
    parser.on("file", (name, stream, filename, _encoding, mimetype) => {
      const facts = { fieldname: name, filename: cleanName(filename ?? ""), mimetype };
      const written = this.#take(stream, facts, filename ?? "");
      written.catch((error: unknown) => this.#stop(error));
      this.#writing.push(written);
    });
    const many = (what: string, limit: number) => () => this.#stop(new MegaError("upload_too_large", { what, limit }));
    parser.on("filesLimit", many("the number of files", maxFiles));
    parser.on("fieldsLimit", many("the number of fields", maxFields));
    parser.on("partsLimit", many("the number of parts", maxFields + maxFiles));
    return parser;
  }

  async #take(stream: BusboyFileStream, facts: Omit<FileFacts, "bytes">, sent: string): Promise<void> {
    const { files, folder, limits } = this.#options;
    const { fieldname: field, mimetype } = facts;
    // A file that is cut off tells so by an error that nobody else may be listening for.
    stream.on("error", () => {});
    const part = this.#add({ name: field });
    const rules = files.get(field);
    if (rules === undefined) throw new MegaError("upload_refused", { field, type: null });
    if (sent !== "" && !isWanted(mimetype, rules)) throw new MegaError("upload_refused", { field, type: mimetype });
    const limit = Math.min(rules.maxBytes ?? limits.maxFileBytes, limits.maxFileBytes);
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) this.#stop(new MegaError("upload_too_large", { what: `the file "${field}"`, limit }));
    });
    stream.pause();
    let path: string;
    try {
      path = join(await folder(), randomUUID());
      const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
      await pipeline(stream, file, { signal: this.#stopped.signal });
    } catch (error) {
      throw storageFailure(error);
    }
    // What a browser sends for an input that was left empty.
    if (sent === "" && bytes === 0) return;
    part.value = new UploadedFile({ ...facts, bytes }, path);
  }

  #add(part: Part): Part {
    if (REFUSED.has(part.name)) this.#stop(new MegaError("key_refused", { key: part.name }));
    this.#parts.push(part);
    return part;
  }
}

interface Part {
  readonly name: string;
  /** Undefined for an input for files that was left empty. */
  value?: unknown;
}

function toBody(parts: readonly Part[]): FormBody {
  const body = Object.create(null) as FormBody;
  for (const { name, value } of parts) {
    if (value === undefined) continue;
    const held = body[name];
    body[name] = held === undefined ? value : Array.isArray(held) ? [...(held as unknown[]), value] : [held, value];
  }
  return body;
}

const REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor"]);

function makeBusboy(raw: IncomingMessage, limits: object): Parser {
  try {
    return new Busboy({ headers: { ...raw.headers, "content-type": raw.headers["content-type"] ?? "" }, limits });
  } catch (error) {
    throw invalid((error as Error).message);
  }
}

function invalid(reason: string): MegaError {
  return new MegaError("multipart_invalid", { reason });
}
