import type { Operation, ProjectFacts } from "./plan.ts";
import type { Render } from "./render.ts";

/** What a generator is called with, as help, completion and the reference pages say it. */
export interface GeneratorHead<Args = readonly ArgSpec[], Flags = readonly FlagSpec[]> {
  readonly summary: string;
  readonly args?: Args;
  readonly flags?: Flags;
  /** What its arguments can say, below a heading of its own each. */
  readonly notes?: readonly HelpNote[];
  readonly examples?: readonly string[];
  /** Other words for it: `controller` of `route`. */
  readonly aliases?: readonly string[];
}

export interface ArgSpec {
  readonly name: string;
  readonly summary: string;
  /** Without it the command line is wrong. */
  readonly required?: boolean;
  readonly variadic?: boolean;
  /** The words it takes, for completion; another one is for the command to refuse. */
  readonly choices?: readonly string[];
  /** Without it, it is asked for on a terminal, with this example; elsewhere that is an error. */
  readonly ask?: string;
}

export interface FlagSpec {
  /** As commander writes it: `--port <port>`, `--no-install`, `-f, --force`. */
  readonly flag: string;
  readonly summary: string;
  /** The only words it takes. */
  readonly choices?: readonly string[];
  /** It may be typed several times: its value is the list of what was typed. */
  readonly many?: true;
  /** Turns the typed text into the value; throws `bad_option` of the command line, or `option_refused` of a generator. */
  readonly parse?: (text: string) => unknown;
}

export interface HelpNote {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A generator: data, and one function that plans without touching anything. */
export interface Generator extends GeneratorHead {
  readonly plan: Planner<ArgValues, FlagValues>;
}

/** The values of any arguments, by name. */
export type ArgValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The values of any flags, by name. */
export type FlagValues = Readonly<Record<string, unknown>>;

type Planner<Args, Flags> = (input: PlanInput<Args, Flags>) => GeneratorPlan | Promise<GeneratorPlan>;

/** What a generator plans with. */
export interface PlanInput<Args = ArgValues, Flags = FlagValues> {
  readonly args: Args;
  readonly flags: Flags;
  readonly facts: ProjectFacts;
  /** The files of a folder of templates; the project's own templates win. */
  readonly render: Render;
}

export interface GeneratorPlan {
  readonly operations: readonly Operation[];
  /** Said once a file is there that was not there before. */
  readonly advice?: Advice | undefined;
}

/** What to do after the files were written. */
export interface Advice {
  /** Commands to type. */
  readonly next: readonly string[];
  /** What to do when they have run. */
  readonly finally?: string;
}

/**
 * Declares a generator. `plan` gets `args` and `flags` with the types that their declarations say:
 *
 *     defineGenerator({
 *       summary: "make a policy",
 *       args: [{ name: "name", summary: "its name", ask: "post" }],
 *       flags: [{ flag: "--strict", summary: "refuse what no rule allows" }],
 *       plan: ({ args, flags, render }) => ({ operations: render("policy", { name: args.name, strict: flags.strict === true }) }),
 *     });
 */
export function defineGenerator<
  const Args extends readonly ArgSpec[] = readonly [],
  const Flags extends readonly FlagSpec[] = readonly [],
>(generator: GeneratorHead<Args, Flags> & { readonly plan: Planner<ArgsOf<Args>, FlagsOf<Flags>> }): Generator {
  // The command line hands over the values that the declarations above describe.
  return generator as unknown as Generator;
}

/** What declared arguments give: text where one is required or asked for, a list where one is variadic. */
export type ArgsOf<Args extends readonly ArgSpec[]> = {
  readonly [Arg in Args[number] as Arg["name"]]: Arg extends { readonly variadic: true }
    ? readonly string[]
    : Arg extends { readonly required: true } | { readonly ask: string }
      ? string
      : string | undefined;
};

/** What declared flags give, by their names in camelCase; undefined for one that is not typed. */
export type FlagsOf<Flags extends readonly FlagSpec[]> = {
  readonly [Flag in Flags[number] as FlagName<Flag["flag"]>]: FlagValue<Flag> | undefined;
};

type FlagName<Flag extends string> = Flag extends `-${string}, --${infer Long}`
  ? FlagName<`--${Long}`>
  : Flag extends `--no-${infer Name}`
    ? CamelCase<FirstWord<Name>>
    : Flag extends `--${infer Name}`
      ? CamelCase<FirstWord<Name>>
      : never;

type FirstWord<Text extends string> = Text extends `${infer Word} ${string}` ? Word : Text;

type CamelCase<Text extends string> = Text extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Text;

type FlagValue<Flag extends FlagSpec> = Flag extends { readonly many: true }
  ? readonly string[]
  : Flag extends { readonly parse: (text: string) => infer Value }
    ? Value
    : Flag extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Flag["flag"] extends `${string}<${string}`
        ? string
        : boolean;
