import type { Address } from "../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../command.ts";
import { relativePath } from "../project/relative-path.ts";
import { type FailureReport, reportText } from "./failure-report.ts";
import type { Swap } from "./supervisor-parts.ts";

/** What the terminal, or with `--json` a program, is told of the dev loop. */
export class LoopReporter {
  readonly #input: Pick<ProjectCommandInput, "ui" | "global" | "project">;

  constructor(input: Pick<ProjectCommandInput, "ui" | "global" | "project">) {
    this.#input = input;
  }

  listens({ url, port }: Address, app: "ready" | "waiting"): void {
    const { ui, project } = this.#input;
    const { name } = project;
    ui.event({ type: "listening", name, url, port, app }, `${name} ${app === "ready" ? "ready" : "listens"} at ${url}`);
  }

  /** What else there is at the address and in the terminal. */
  hints({ url }: Address, { inspector, keys }: { readonly inspector: boolean; readonly keys: boolean }): void {
    const hints = [...(inspector ? [`inspector at ${url}/_mega`] : []), ...(keys ? ["h + enter lists the keys"] : [])];
    if (hints.length > 0) this.#input.ui.info(`  ${hints.join(" · ")}`);
  }

  swapped({ generation: { number: generation }, files, ms }: Swap): void {
    const { ui, global } = this.#input;
    // The first line of a run is the address.
    if (generation === 1 && !global.json) return;
    const why = files.length === 0 ? "restarted by hand" : shorten(files);
    ui.event({ type: "ready", generation, files, ms }, `↻ ${why} · ${ms} ms · version ${generation}`);
  }

  /** `files`: what was saved for the version that starts. */
  starting({ files, ms }: { readonly files: readonly string[]; readonly ms: number }): void {
    const what = files.length === 0 ? "the app" : shorten(files);
    const text = `… ${what} · still starting after ${ms / 1_000} s; it may wait for what does not come: a service, a top-level await`;
    this.#input.ui.event({ type: "starting", files, ms }, text);
  }

  /** `keeps`: the last good version serves on. */
  failed(report: FailureReport, keeps: boolean): void {
    const { ui, global } = this.#input;
    const { code, hint, problems } = report;
    if (global.json) ui.event({ type: "failed", code, hint, problems }, "");
    else ui.error({ code, message: reportText(report), hint: hint ?? undefined });
    ui.info(keeps ? "waiting for a save; the last good version serves on" : "waiting for a save");
  }

  /** A save that leads to nothing else. */
  noticed(path: string): void {
    const { ui, project } = this.#input;
    const file = relativePath(project.root, path);
    ui.event({ type: "changed", file }, `• ${file} changed`);
  }

  /** `asked`: because a variable says so; `deaf`: because the system tells of nothing. */
  polls(everyMs: number, why: "asked" | "deaf"): void {
    const { ui } = this.#input;
    if (why === "asked") ui.info(`CHOKIDAR_USEPOLLING is set: files are looked at every ${everyMs} ms`);
    else
      ui.warn(
        `the system tells of no changes here: files are looked at every ${everyMs} ms instead, which is slower. On Linux, raise fs.inotify.max_user_watches; in a container, keep the project on its own disk`,
      );
  }

  cannotWatch(error: Error): void {
    this.#input.ui.warn(`a folder cannot be watched: ${error.message}`);
  }
}

function shorten(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(", ");
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}
