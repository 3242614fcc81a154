import type { FastifyInstance } from "fastify";

import type { CompressSettings } from "../../config/parts/compress.ts";
import { addCodedTags } from "./coded-tags.ts";

const MIN_BYTES = 1024;

/** Compresses what the routes registered from here on answer. Requests are never unfolded: see `refuseEncoding`. */
export async function addCompression(fastify: FastifyInstance, { compress }: CompressSettings): Promise<void> {
  if (compress === false) return;
  const { default: plugin } = await import("@fastify/compress");
  await fastify.register(plugin, {
    globalCompression: true,
    globalDecompression: false,
    encodings: ["br", "gzip"],
    threshold: compress.minBytes ?? MIN_BYTES,
  });
  addCodedTags(fastify);
}
