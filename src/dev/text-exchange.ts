import type { Reaction } from "../../runtime/dev/messages.ts";
import type { FoundManifest } from "../project/manifest.ts";
import type { Generation } from "./generation.ts";

/** Whether a version differs from what is on the disk by texts alone, when these files have changed since it began. */
export function differsByTexts(
  running: Generation,
  files: readonly string[],
  reactionTo: (file: string) => Reaction,
): boolean {
  // Code may import a text as well; then it is code.
  return files.length > 0 && files.every((file) => reactionTo(file) === "reload" && !running.isMadeOf(file));
}

export interface TextExchange {
  /** The project as it is on the disk. */
  readonly find: () => FoundManifest;
  /** The number of the version that the new texts make. */
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Hands the texts on the disk to a version that runs. False when the signal came: then newer ones are on their way.
 * Throws what is wrong with them; the version still has those of before.
 */
export async function exchangeTexts(running: Generation, { find, number, signal }: TextExchange): Promise<boolean> {
  const { apps } = find();
  // Sent now, these would come after the newer ones.
  if (signal.aborted) return false;
  const texts = apps.map(({ name, locales, views }) => [name, { locales, views }] as const);
  await running.reload(Object.fromEntries(texts), number);
  return !signal.aborted;
}
