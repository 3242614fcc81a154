/** Thrown where typed code called `process.exit`: the process ends as soon as everything is closed. */
export class Leaving extends Error {
  override readonly name = "Leaving";
}
