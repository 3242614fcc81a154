import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { findPortOwner } from "../dev/port-owner.ts";
import { gitOutput } from "../project/git.ts";
import { type Check, listed, ok, problem, type ProjectPlace, warning } from "./check.ts";

const SECRET_LENGTH = 32;

/** Looks at the settings of this machine: `.env`, and what keeps it private. */
export const settingChecks: Readonly<Record<string, Check<ProjectPlace>>> = {
  environment: ({ root }) => {
    const [example, env] = [readEnv(root, ".env.example"), readEnv(root, ".env")];
    if (example === undefined) return null;
    if (env === undefined) return warning(".env is not there", "copy .env.example to .env, and fill it in");
    const missing = Object.keys(example).filter((name) => !Object.hasOwn(env, name));
    if (missing.length === 0) return ok(".env has every variable of .env.example");
    return warning(`.env lacks ${listed(missing)}`, "copy them from .env.example, and fill them in");
  },
  secret: ({ root }) => {
    const secret = readEnv(root, ".env")?.["APP_SECRET"];
    if (secret === undefined) return null;
    if (secret.length >= SECRET_LENGTH) return ok("APP_SECRET is long enough");
    const message = secret === "" ? "APP_SECRET is empty" : `APP_SECRET has only ${secret.length} characters`;
    return warning(message, `give it ${SECRET_LENGTH} random ones: openssl rand -base64 32`);
  },
  private: ({ root, input: { cli } }) => {
    const tracked = gitOutput(["ls-files", "--", ".env", ".mega"], root, cli);
    if (tracked === undefined) return null;
    const shared = tracked.split("\n").filter(Boolean);
    if (shared.length > 0)
      return problem(`git has ${listed(shared)}`, `git rm --cached ${shared[0]}, and change the secrets in it`);
    const ignored = gitOutput(["check-ignore", "--no-index", ".env", ".mega/"], root, cli)?.split("\n") ?? [];
    const open = [".env", ".mega/"].filter((file) => !ignored.includes(file));
    return open.length === 0
      ? ok("git ignores .env and .mega")
      : warning(`git would add ${open.join(" and ")}`, "name them in .gitignore");
  },
  port: async ({ root, input: { cli } }) => {
    const port = Number(cli.env["PORT"] || readEnv(root, ".env")?.["PORT"] || 3000);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) return null;
    const owner = await findPortOwner(port);
    if (owner === null) return ok(`port ${port} is free`);
    if (owner.folder === realpathSync(root)) return ok(`port ${port} is this project's own (pid ${owner.pid})`);
    return warning(`port ${port} is taken by ${owner.name} (pid ${owner.pid})`, "stop it, or set another PORT in .env");
  },
};

function readEnv(root: string, file: string): Readonly<Record<string, string | undefined>> | undefined {
  try {
    return parseEnv(readFileSync(join(root, file), "utf8"));
  } catch {
    return undefined;
  }
}
