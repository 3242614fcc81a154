import type { Failure } from "../runtime/dev/messages.ts";

/** 1: expected failure · 2: wrong usage · 70: a bug in mega · 130: interrupted work. */
export type ExitCode = 1 | 2 | 70 | 130;

/** Each error of the command line with the details it carries; codes never change once released. */
export interface CliErrorDetails {
  /** `command`: the words it is about, empty for `mega` itself. */
  readonly wrong_usage: { readonly problem: string; readonly command: string; readonly near?: string };
  readonly bad_option: { readonly flag: string; readonly value: string; readonly expected: string };
  readonly missing_answer: { readonly what: string; readonly flag: string };
  readonly not_available_yet: { readonly what: string; readonly instead: string };
  readonly node_unfit: { readonly version: string; readonly range: string };
  readonly folder_missing: { readonly folder: string };
  readonly project_name_refused: { readonly name: string; readonly reason: string };
  readonly outside_project: { readonly command: string; readonly cwd: string };
  readonly app_missing: { readonly app: string; readonly apps: readonly string[] };
  readonly route_missing: { readonly request: string; readonly near: readonly string[] };
  readonly config_key_unknown: { readonly key: string; readonly near?: string };
  readonly dependencies_missing: { readonly root: string };
  readonly port_taken: { readonly port: number; readonly owner?: { readonly name: string; readonly pid: number } };
  readonly listen_failed: { readonly host: string; readonly port: number; readonly reason: string };
  readonly conflicts: { readonly paths: readonly string[] };
  readonly file_foreign: { readonly path: string };
  readonly not_a_folder: { readonly path: string };
  readonly folder_taken: { readonly folder: string; readonly paths: readonly string[] };
  readonly stopped: { readonly at: string };
  readonly framework_unbuilt: { readonly root: string };
  readonly pack_failed: { readonly root: string; readonly reason: string };
  readonly install_failed: { readonly command: string; readonly folder: string; readonly output: readonly string[] };
  readonly project_busy: { readonly root: string };
  readonly run_is_project: { readonly root: string };
  readonly migrations_applied: { readonly names: readonly string[]; readonly steps: number };
  readonly migrations_unknown: { readonly reason: string };
  readonly shell_unknown: { readonly shell: string; readonly known: readonly string[] };
  readonly file_unreadable: { readonly path: string; readonly reason: string };
  readonly all_kept: { readonly paths: readonly string[] };
  readonly generator_broken: { readonly file: string; readonly reason: string };
  readonly generator_invalid: { readonly file: string; readonly reason: string };
  readonly generator_name_taken: { readonly name: string; readonly file: string };
  readonly generator_failed: { readonly name: string; readonly reason: string };
  readonly locale_invalid: { readonly file: string; readonly reason: string };
  readonly input_invalid: { readonly reason: string; readonly frame: string | null };
  /** `next`: what to do about what is left half done. */
  readonly interrupted: { readonly signal: string; readonly next?: string };
}

export type CliErrorCode = keyof CliErrorDetails;

interface Row<Details> {
  readonly exit: ExitCode;
  readonly message: (details: Details) => string;
  readonly hint?: (details: Details) => string;
}

/** The error table: exit code, message and hint of each code. */
export const cliErrors: { readonly [Code in CliErrorCode]: Row<CliErrorDetails[Code]> } = {
  wrong_usage: {
    exit: 2,
    message: (d) => d.problem,
    hint: (d) => {
      if (d.near !== undefined) return `did you mean ${d.near}?`;
      return d.command === "" ? "`mega help` lists the commands" : `\`mega help ${d.command}\` shows what it takes`;
    },
  },
  bad_option: {
    exit: 2,
    message: (d) => `${d.flag} cannot be ${JSON.stringify(d.value)}`,
    hint: (d) => `it takes ${d.expected}`,
  },
  missing_answer: {
    exit: 2,
    message: (d) => `${d.what} is not given, and nobody can be asked`,
    hint: (d) => `type ${d.flag}`,
  },
  not_available_yet: {
    exit: 2,
    message: (d) => `${d.what} is not there yet in this version of mega`,
    hint: (d) => d.instead,
  },
  node_unfit: {
    exit: 1,
    message: (d) => `mega does not run on Node ${d.version}: it needs ${d.range}`,
    hint: () => "install the current LTS version of Node, from https://nodejs.org or with your version manager",
  },
  folder_missing: {
    exit: 2,
    message: (d) => `there is no folder ${d.folder}`,
    hint: () => "go to a folder that is there, or name one with --cwd",
  },
  project_name_refused: {
    exit: 2,
    message: (d) => `${d.name} cannot be the name of a project: ${d.reason}`,
    hint: () => "use lower-case letters and digits, starting with a letter: blog or my-blog",
  },
  outside_project: {
    exit: 1,
    message: (d) =>
      `\`mega ${d.command}\` works inside a project, and ${d.cwd} is not in one (no mega.config.ts up to the root)`,
    hint: () => "`npx mega-framework new <name>` makes a project; --cwd <folder> names one that is there",
  },
  app_missing: {
    exit: 2,
    message: (d) => `the project has no app ${JSON.stringify(d.app)} (apps/<app>/app.config.ts)`,
    hint: (d) => (d.apps.length === 0 ? "it has no apps at all" : `its apps: ${d.apps.join(", ")}`),
  },
  route_missing: {
    exit: 1,
    message: (d) => `no route answers ${d.request}`,
    hint: (d) => (d.near.length === 0 ? "`mega routes` lists what there is" : `the nearest: ${d.near.join(", ")}`),
  },
  config_key_unknown: {
    exit: 1,
    message: (d) => `there is no config key ${JSON.stringify(d.key)}`,
    hint: (d) => (d.near === undefined ? "`mega config` lists the keys that have a value" : `did you mean ${d.near}?`),
  },
  dependencies_missing: {
    exit: 1,
    message: (d) => `mega-framework is not installed in ${d.root}`,
    hint: () => "run `npm install` there (or your package manager's install)",
  },
  port_taken: {
    exit: 1,
    message: (d) => `port ${d.port} is taken${d.owner ? ` by ${d.owner.name} (pid ${d.owner.pid})` : ""}`,
    hint: () => "stop that process, or listen elsewhere: --port <port>, or --port 0 for any free one",
  },
  listen_failed: {
    exit: 1,
    message: (d) => `cannot listen on ${d.host}:${d.port}: ${d.reason}`,
    hint: () => "choose another address with --host and --port, or HOST and PORT in .env",
  },
  conflicts: {
    exit: 1,
    message: (d) => `${files(d.paths)} there with other contents; nothing was written`,
    hint: () => "--force takes the new ones, --skip keeps yours, --diff shows what differs",
  },
  file_foreign: {
    exit: 1,
    message: (d) => `${d.path} is there, and this command did not write it; nothing was written`,
    hint: () => "name another file with --out, or replace it with --force",
  },
  not_a_folder: {
    exit: 1,
    message: (d) => `${d.path} is a file`,
    hint: () => "choose another name, or move it away first",
  },
  folder_taken: {
    exit: 1,
    message: (d) => `${d.folder} is not empty: ${files(d.paths)} in the way; nothing was written`,
    hint: () => "choose another name, or move those files away first",
  },
  stopped: {
    exit: 1,
    message: (d) => `stopped at ${d.at}; nothing was written`,
  },
  framework_unbuilt: {
    exit: 1,
    message: (d) => `mega runs from the source checkout ${d.root}, which is not built: there is no dist/`,
    hint: (d) => `run \`npm run build\` in ${d.root}, or name a published version with --framework`,
  },
  pack_failed: {
    exit: 1,
    message: (d) => `the checkout ${d.root} could not be packed: ${d.reason}`,
    hint: () => "name a published version with --framework",
  },
  install_failed: {
    exit: 1,
    message: (d) => [`\`${d.command}\` failed in ${d.folder}`, ...d.output.map((line) => `  ${line}`)].join("\n"),
    hint: (d) => `the project is complete: go there and run \`${d.command}\` again`,
  },
  project_busy: {
    exit: 1,
    message: (d) => `another mega command is writing in ${d.root}; nothing was written`,
    hint: () => "wait for it, or stop it, and run this again",
  },
  run_is_project: {
    exit: 1,
    message: () => "this run made the project itself, and is not undone",
    hint: (d) => `remove ${d.root} if you do not want it`,
  },
  migrations_applied: {
    exit: 1,
    message: (d) =>
      `${d.names.join(", ")} ${d.names.length === 1 ? "is" : "are"} applied to the database; nothing was undone`,
    hint: (d) =>
      `take ${d.names.length === 1 ? "it" : "them"} back first: \`mega db rollback${d.steps === 1 ? "" : ` --step ${d.steps}`}\``,
  },
  migrations_unknown: {
    exit: 1,
    message: (d) => `whether its migrations are applied is not known: ${d.reason}`,
    hint: () => "mend that first, or undo without asking the database: --force",
  },
  shell_unknown: {
    exit: 2,
    message: (d) => `there is no completion for ${JSON.stringify(d.shell)}`,
    hint: (d) => `it is there for ${d.known.join(", ")}`,
  },
  file_unreadable: {
    exit: 1,
    message: (d) => `${d.path} cannot be read: ${d.reason}`,
    hint: () => "name a file of the project, from the current folder",
  },
  all_kept: {
    exit: 1,
    message: (d) => `${files(d.paths)} edited since; nothing was undone`,
    hint: () => "--diff shows what the run had made; take it out by hand",
  },
  generator_broken: {
    exit: 1,
    message: (d) =>
      d.reason.startsWith(`${d.file}:`) ? `cannot load ${d.reason}` : `${d.file} cannot be loaded: ${d.reason}`,
    hint: () => "correct the file and run the command again; nothing was written",
  },
  generator_invalid: {
    exit: 1,
    message: (d) => `${d.file} is no generator: ${d.reason}`,
    hint: () => 'write `export default defineGenerator({ … })`, with defineGenerator from "mega-framework/generators"',
  },
  generator_name_taken: {
    exit: 1,
    message: (d) => `\`mega generate ${d.name}\` is mega's own, so ${d.file} cannot have the word`,
    hint: (d) => `rename ${d.file}`,
  },
  generator_failed: {
    exit: 1,
    message: (d) => `the generator ${d.name} failed: ${d.reason}`,
    hint: (d) => `correct generators/${d.name}.ts; --debug prints the stack; nothing was written`,
  },
  locale_invalid: {
    exit: 1,
    message: (d) => `${d.file} is not a file of messages: ${d.reason}`,
    hint: () => "write a JSON object of keys and texts",
  },
  input_invalid: {
    exit: 1,
    message: (d) => [`the code cannot be read: ${d.reason}`, ...(d.frame === null ? [] : [d.frame])].join("\n"),
  },
  interrupted: {
    exit: 130,
    message: (d) => `stopped by ${d.signal}`,
    hint: (d) => d.next ?? "",
  },
};

/** An expected failure of the command line. */
export class CliError<Code extends CliErrorCode = CliErrorCode> extends Error {
  override readonly name = "CliError";
  readonly code: Code;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly details: CliErrorDetails[Code];

  constructor(code: Code, details: CliErrorDetails[Code], options?: ErrorOptions) {
    const row = cliErrors[code];
    super(row.message(details), options);
    this.code = code;
    this.exitCode = row.exit;
    this.hint = row.hint?.(details);
    this.details = details;
  }
}

/** A failure that a runtime process reported; printed as it came. Code `unexpected` is a bug of mega or of its runtime. */
export class RuntimeFailure extends Error {
  override readonly name = "RuntimeFailure";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

function files(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : "";
  return `${shown}${more} ${paths.length === 1 ? "is" : "are"}`;
}
