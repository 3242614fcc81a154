import type { ErrorObject } from "ajv";

/** The key that an error is about: `databases.main.driver`; a missing or unknown one is named itself. */
export function pathOf({ instancePath, params, propertyName }: ErrorObject): string {
  const parent = instancePath.split("/").slice(1).map(unescapePointer);
  const key = (params["additionalProperty"] ?? params["missingProperty"] ?? propertyName) as string | undefined;
  return [...parent, ...(key === undefined ? [] : [key])].join(".");
}

/** The errors that say what is wrong: where a value may have several shapes, those of the shape that it comes closest to. */
export function bestErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  // The rule on names repeats what the rule on the name said.
  const said = errors.filter(({ keyword }) => keyword !== "propertyNames").map(plainly);
  const choices = said.filter(
    (error) => isChoice(error) && !said.some((other) => isChoice(other) && isInside(error, other)),
  );
  return said.flatMap((error) => {
    if (choices.includes(error))
      return closestBranch(
        error,
        said.filter((other) => isInside(other, error)),
      );
    return choices.some((choice) => isInside(error, choice)) ? [] : [error];
  });
}

/** The error of a driver that there is not, as one of the driver itself: it is missing, or none of those there are. */
function plainly(error: ErrorObject): ErrorObject {
  if (error.keyword !== "discriminator") return error;
  const { tag, tagValue } = error.params as { readonly tag: string; readonly tagValue: unknown };
  if (tagValue === undefined) return { ...error, keyword: "required", params: { missingProperty: tag } };
  const { oneOf } = error.parentSchema as { readonly oneOf: readonly Branch[] };
  const allowedValues = oneOf.map(({ properties }) => properties[tag]?.const);
  const instancePath = `${error.instancePath}/${tag}`;
  return { ...error, keyword: "enum", instancePath, params: { allowedValues }, data: tagValue };
}

interface Branch {
  readonly properties: Readonly<Record<string, { readonly const?: unknown }>>;
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === "anyOf" || keyword === "oneOf";
}

/** Whether an error is of a branch of a choice. */
function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  return (
    error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
    `${error.instancePath}/`.startsWith(`${choice.instancePath}/`)
  );
}

/** The errors of the branch whose kind of value this is, and of several the one with the fewest; else the choice's own. */
function closestBranch(choice: ErrorObject, inside: readonly ErrorObject[]): readonly ErrorObject[] {
  // It says in its own words what it wants.
  if (choice.parentSchema?.["expects"] !== undefined) return [choice];
  const branches = new Map<string, ErrorObject[]>();
  for (const error of inside) {
    const [branch = ""] = error.schemaPath.slice(choice.schemaPath.length + 1).split("/");
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const fitting = Array.from(branches.values()).filter((branch) => !branch.some((error) => isOfKind(error, choice)));
  const [best] = fitting.toSorted((a, b) => weightOf(a) - weightOf(b));
  return best === undefined ? [choice] : bestErrors(best);
}

/** The value as a whole is of another kind. */
function isOfKind({ keyword, instancePath }: ErrorObject, choice: ErrorObject): boolean {
  return instancePath === choice.instancePath && ["type", "const", "enum"].includes(keyword);
}

/** A property that tells shapes apart, such as `driver`, weighs more than all others. */
function weightOf(branch: readonly ErrorObject[]): number {
  return branch.length + 100 * branch.filter(({ keyword }) => keyword === "const").length;
}

function unescapePointer(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
