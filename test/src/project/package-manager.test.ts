import { expect, test } from "vitest";

import { callingManager, lockFileOf, managerOf } from "../../../src/project/package-manager.ts";
import { temporaryFolder, write } from "../../cli/support.ts";

test.each([
  ["npm/11.19.1 node/v20.20.2 linux x64", "npm"],
  ["pnpm/10.0.0 npm/? node/v20", "pnpm"],
  ["yarn/4.1.0 npm/? node/v20", "yarn"],
  ["bun/1.2.0", "bun"],
  ["cnpm/9.0.0", "npm"],
  [undefined, "npm"],
])("the agent %s is %s", (agent, manager) => {
  expect(callingManager({ npm_config_user_agent: agent })).toBe(manager);
});

test("a project's manager is the one it pins, else that of its lock file", () => {
  using folder = temporaryFolder();
  expect(managerOf(folder.path)).toBeUndefined();
  write(folder.path, "yarn.lock", "");
  expect(managerOf(folder.path)).toBe("yarn");
  expect(lockFileOf(folder.path)).toBe("yarn.lock");
  write(folder.path, "package.json", `{ "packageManager": "pnpm@10.0.0" }`);
  expect(managerOf(folder.path)).toBe("pnpm");
});
