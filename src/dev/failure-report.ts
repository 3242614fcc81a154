import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Failure, SourcePlace } from "../../runtime/dev/messages.ts";
import { codeFrame } from "./code-frame.ts";

/** A failure made ready to be read: on the terminal, on the error page and by API clients. */
export interface FailureReport {
  readonly code: string;
  /** At least one: a build reports every mistake it found. */
  readonly problems: readonly ReportedProblem[];
  readonly hint: string | null;
  /** Only when there is no better place to show. */
  readonly stack: string | null;
}

export interface ReportedProblem {
  readonly message: string;
  /** `apps/main/routes/posts.ts:3:5` */
  readonly place: string | null;
  readonly frame: string | null;
}

/** Reads the lines around each place of a failure from the project. */
export async function reportFailure(failure: Failure, root: string): Promise<FailureReport> {
  const stated = failure.code === "build_failed" ? (failure.details ?? []).filter(isProblem) : [];
  const problems = stated.length > 0 ? stated : [failure];
  return {
    code: failure.code,
    problems: await Promise.all(problems.map((problem) => reportProblem(problem, root))),
    hint: failure.hint ?? null,
    stack: failure.stack ?? null,
  };
}

/** The report as plain text for the terminal. */
export function reportText(report: FailureReport): string {
  const blocks = report.problems.map(({ message, place, frame }) =>
    [place !== null && !message.includes(place) ? `${place}: ${message}` : message, frame]
      .filter((part) => part !== null)
      .join("\n"),
  );
  const framed = report.problems.some((problem) => problem.frame !== null);
  if (report.stack !== null && !framed) blocks.push(report.stack);
  return blocks.join(framed ? "\n\n" : "\n");
}

/** One mistake of a build. */
export interface Problem {
  readonly message: string;
  readonly at?: SourcePlace | undefined;
}

async function reportProblem(problem: Problem, root: string): Promise<ReportedProblem> {
  if (problem.at === undefined) return { message: problem.message, place: null, frame: null };
  const { file, line, column } = problem.at;
  const source = await readFile(join(root, file), "utf8").catch(() => "");
  return { message: problem.message, place: `${file}:${line}:${column}`, frame: codeFrame(source, problem.at) };
}

function isProblem(detail: unknown): detail is Problem {
  return typeof detail === "object" && detail !== null && "message" in detail && typeof detail.message === "string";
}
