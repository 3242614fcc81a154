/** Flags that every generator has, or every command. */
const KEPT: ReadonlySet<string> = new Set(
  "app dry-run diff force skip cwd json yes quiet debug color help version".split(" "),
);

/** What is wrong with the default export of a generator's file, or undefined: its types may never have been checked. */
export function mistakeInGenerator(value: unknown): string | undefined {
  if (!isObject(value)) return "its default export is not made by defineGenerator";
  const { summary, plan, args = [], flags = [] } = value;
  if (typeof plan !== "function") return "`plan` is no function";
  if (typeof summary !== "string" || summary.trim() === "") return "`summary` says nothing";
  if (!Array.isArray(args)) return "`args` is no list";
  if (!Array.isArray(flags)) return "`flags` is no list";
  return mistakeInArgs(args) ?? mistakeInFlags(flags);
}

function mistakeInArgs(args: readonly unknown[]): string | undefined {
  const seen = new Set<unknown>();
  for (const [index, arg] of args.entries()) {
    const { name, summary, variadic } = isObject(arg) ? arg : {};
    if (typeof name !== "string" || !/^[A-Za-z][\w-]*$/.test(name)) return `\`args[${index}].name\` is no word`;
    if (typeof summary !== "string") return `\`args[${index}].summary\` is missing`;
    if (seen.has(name)) return `the argument ${name} is there twice`;
    if (variadic === true && index < args.length - 1)
      return `the argument ${name} takes all words, and is not the last`;
    seen.add(name);
  }
  return undefined;
}

function mistakeInFlags(flags: readonly unknown[]): string | undefined {
  const seen = new Set<unknown>();
  for (const [index, one] of flags.entries()) {
    const { flag, summary } = isObject(one) ? one : {};
    const [, name = ""] =
      /^--((?:no-)?[a-z][a-z0-9-]*)(?: <[\w-]+>)?$/.exec(typeof flag === "string" ? flag : "") ?? [];
    if (name === "") return `\`flags[${index}].flag\` is not written as --strict, --no-strict or --from <file>`;
    if (typeof summary !== "string") return `\`flags[${index}].summary\` is missing`;
    if (KEPT.has(name.replace(/^no-/, ""))) return `every command has --${name} already`;
    if (seen.has(name)) return `the flag --${name} is there twice`;
    seen.add(name);
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
