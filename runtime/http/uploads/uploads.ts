import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { finished } from "node:stream";

import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";

import type { UploadsSettings } from "../../config/parts/uploads.ts";
import { MegaError } from "../../core/errors/errors.ts";
import type { Processes } from "../../core/ports.ts";
import { uploadFields, type UploadRules } from "../../core/upload.ts";
import { refuseEncoding } from "../body/encodings.ts";
import type { RouteGuard } from "../routes/route-guard.ts";
import { CSRF_FIELD } from "../security/csrf-tokens.ts";
import { readMultipart } from "./read-multipart.ts";
import { UploadFolder } from "./upload-folder.ts";

export interface AddUploadsOptions {
  readonly config: { readonly uploads: UploadsSettings };
  /** Absolute path of the project, which the folder of files is below. */
  readonly root: string;
  readonly processes: Processes;
}

/**
 * Takes forms with files on the routes whose body has an `upload()`; on any other route they are 415, and nothing of them
 * is written anywhere. What came is removed once the request is over, however it ended.
 */
export async function addUploads(
  fastify: FastifyInstance,
  { config: { uploads: settings }, root, processes }: AddUploadsOptions,
): Promise<RouteGuard> {
  const folder = await UploadFolder.open(resolve(root, settings.folder), processes);
  fastify.addHook("onClose", () => folder.close());
  refuseElsewhere(fastify);
  return {
    moment: "preValidation",
    forRoute: (route) => {
      const files = uploadFields(route.options.body);
      if (files === null) return null;
      return {
        name: `files ${[...files.keys()].join(", ")}`,
        hook: (req: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
          if (!isMultipart(req)) return done();
          void settle(receive({ req, reply }, files, { settings, folder }), done);
        },
      };
    },
  };
}

interface Uploads {
  readonly settings: UploadsSettings;
  readonly folder: UploadFolder;
}

function refuseElsewhere(fastify: FastifyInstance): void {
  fastify.addContentTypeParser("multipart/form-data", (req, _payload, done) => {
    const type = req.headers["content-type"] ?? "";
    const isTaken = uploadFields(req.routeOptions.schema?.body) !== null;
    if (!isTaken) return done(new MegaError("unsupported_media_type", { type }), undefined);
    try {
      refuseEncoding(req);
    } catch (error) {
      return done(error as Error, undefined);
    }
    done(null, undefined);
  });
}

interface Exchange {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
}

async function settle(work: Promise<void>, done: HookHandlerDoneFunction): Promise<void> {
  try {
    await work;
  } catch (error) {
    return done(error as Error);
  }
  done();
}

function isMultipart({ headers }: FastifyRequest): boolean {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(headers["content-type"] ?? "");
}

async function receive(
  { req, reply }: Exchange,
  files: ReadonlyMap<string, UploadRules>,
  { settings, folder }: Uploads,
): Promise<void> {
  let taken: Promise<string> | undefined;
  const take = (): Promise<string> => {
    taken ??= folder.take();
    return taken;
  };
  const remove = async (): Promise<void> => {
    // A folder that could not be made holds nothing.
    const path = await taken?.catch(() => undefined);
    if (path !== undefined) await rm(path, { recursive: true, force: true });
  };
  finished(reply.raw, () => {
    remove().catch((err: unknown) => req.log.warn({ err }, "files of a request are left in the upload folder"));
  });
  try {
    req.body = hideToken(await readMultipart(req.raw, { limits: settings, files, folder: take }));
  } catch (error) {
    // What the client goes on to send is not read.
    reply.header("connection", "close");
    await remove();
    throw error;
  }
}

/** The token is for the check alone: a schema that knows its own fields must not stumble over it. */
function hideToken(body: Record<string, unknown>): Record<string, unknown> {
  const value = body[CSRF_FIELD];
  if (value !== undefined) Object.defineProperty(body, CSRF_FIELD, { value, enumerable: false });
  return body;
}
