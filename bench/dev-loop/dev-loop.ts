import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Section } from "../report.ts";
import { coldStart } from "./cold-start.ts";
import type { Place } from "./contestant.ts";
import { front } from "./front.ts";
import { saves } from "./saves.ts";

/** `mega start --watch` beside the dev servers that people know. */
export async function devLoop(where: Omit<Place, "base">): Promise<readonly Section[]> {
  const base = mkdtempSync(join(tmpdir(), "mega-bench-"));
  const place = { ...where, base };
  try {
    return [await saves(place), await coldStart(place), await front(place)];
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
