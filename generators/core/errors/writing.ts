import type { ErrorRows } from "./row.ts";

/** What the disk refuses. */
export interface WritingErrorValues {
  readonly path_outside: { readonly path: string };
  readonly path_blocked: { readonly path: string; readonly reason: string };
  readonly disk_full: { readonly path: string };
  readonly not_writable: { readonly folder: string; readonly reason: string };
  readonly write_failed: { readonly path: string; readonly reason: string };
  readonly put_back_failed: { readonly reason: string; readonly journal: string };
}

export const writingErrors: ErrorRows<WritingErrorValues> = {
  path_outside: {
    kind: "failure",
    message: (v) => `${v.path} leads out of the project`,
    hint: () => "files are written below the project's root only, symbolic links followed; nothing was written",
  },
  path_blocked: {
    kind: "failure",
    message: (v) => `${v.path} cannot be written: ${v.reason}`,
    hint: () => "move away what is in its place and run the command again; nothing was written",
  },
  disk_full: {
    kind: "failure",
    message: (v) => `the disk is full: ${v.path} could not be written`,
    hint: () => "free some space and run the command again; everything of this run was put back",
  },
  not_writable: {
    kind: "failure",
    message: (v) => `the folder ${v.folder} cannot be written to: ${v.reason}`,
    hint: () => "change its permissions and run the command again; everything of this run was put back",
  },
  write_failed: {
    kind: "failure",
    message: (v) => `${v.path} could not be written: ${v.reason}`,
    hint: () => "everything of this run was put back",
  },
  put_back_failed: {
    kind: "failure",
    message: (v) => `${v.reason}; after that, some files could not be put back`,
    hint: (v) => `their former contents are in ${v.journal}, under the SHA-256 that its run.json gives`,
  },
};
