import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The end-to-end tests take longest. They come first, so that none is left to one worker while the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isEndToEnd), ...sorted.filter((file) => !isEndToEnd(file))];
  }
}

function isEndToEnd({ moduleId }: TestSpecification): boolean {
  return moduleId.includes("/test/e2e/");
}
