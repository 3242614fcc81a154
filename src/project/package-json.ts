import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the command line reads of a package.json. */
export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** `npm@11.1.0`: the package manager that the project pins, as Corepack reads it. */
  readonly packageManager?: string;
}

/** The package.json of `folder`, or undefined where there is none that can be read. */
export function readPackageJson(folder: string): PackageJson | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
