import type { ProjectFacts } from "./plan.ts";

/** Where the tests of generated files lie, and what they start with. */
export interface TestPlace {
  /** The folder of the app's tests: `test`, and `test/shop` for the app `shop`. */
  readonly tests: string;
  /** How a test starts the project: `makeApp()`, `makeApp({ app: "shop", routes: [probe] })`. */
  readonly makeApp: string;
  /** From the test's folder to the project's root: `../../`. */
  readonly up: string;
}

/** The place of a test that lies `depth` folders below the app's tests; `options` are those of `makeApp`, as code. */
export function testPlace(
  { app }: Pick<ProjectFacts, "app">,
  depth: number,
  options: readonly string[] = [],
): TestPlace {
  const isMain = app === "main";
  const all = [...(isMain ? [] : [`app: ${JSON.stringify(app)}`]), ...options];
  return {
    tests: isMain ? "test" : `test/${app}`,
    makeApp: all.length === 0 ? "makeApp()" : `makeApp({ ${all.join(", ")} })`,
    up: "../".repeat(depth + (isMain ? 1 : 2)),
  };
}
