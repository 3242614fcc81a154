import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";

import { Type, type TUnsafe } from "typebox";

import { markReceived, type UploadRules } from "../../core/upload.ts";
import { storageFailure } from "./storage-failure.ts";

export interface FileFacts {
  readonly fieldname: string;
  /** The client's name for it, without folders and control characters. For people to read; never a path. */
  readonly filename: string;
  /** What the client says it is; nobody has looked inside. */
  readonly mimetype: string;
  readonly bytes: number;
}

/** A file of a form. It is removed once the request is answered, unless it was moved. */
export class UploadedFile implements FileFacts {
  readonly fieldname: string;
  readonly filename: string;
  readonly mimetype: string;
  readonly bytes: number;
  #path: string;

  constructor(facts: FileFacts, path: string) {
    this.fieldname = facts.fieldname;
    this.filename = facts.filename;
    this.mimetype = facts.mimetype;
    this.bytes = facts.bytes;
    this.#path = path;
    markReceived(this);
  }

  /** Where it is; its name there has nothing to do with the client's. */
  get path(): string {
    return this.#path;
  }

  stream(): Readable {
    return createReadStream(this.#path);
  }

  /**
   * Moves it to a path of your own choice, which then holds it for good; folders on its way are made. Replaces what is
   * there, or leaves it as it is.
   * @throws MegaError `storage_full`
   */
  async moveTo(target: string): Promise<void> {
    try {
      await mkdir(dirname(target), { recursive: true });
      await rename(this.#path, target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw storageFailure(error);
      await this.#copyTo(target);
      await rm(this.#path, { force: true });
    }
    this.#path = target;
  }

  /** To another disk: first beside its place, so that what is there is replaced by the whole file. */
  async #copyTo(target: string): Promise<void> {
    const beside = join(dirname(target), `.${randomUUID()}`);
    try {
      await copyFile(this.#path, beside);
      await rename(beside, target);
    } catch (error) {
      await rm(beside, { force: true });
      throw storageFailure(error);
    }
  }
}

/** The schema of a file: `body: Type.Object({ avatar: upload({ maxBytes: 1_000_000, types: ["image/*"] }) })`. */
export function upload(rules: UploadRules = {}): TUnsafe<UploadedFile> {
  return Type.Unsafe<UploadedFile>({ type: "object", upload: { ...rules } });
}

const LONGEST_NAME = 200;

/** A client's file name without folders, control characters and what file systems give a meaning. */
export function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  // oxlint-disable-next-line no-control-regex
  const clean = last.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, "").trim();
  const short = Array.from(clean).slice(0, LONGEST_NAME).join("");
  return /^\.*$/.test(short) ? "file" : short;
}
