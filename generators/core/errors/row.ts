/** `usage`: the input can be typed better, exit 2. `failure`: the input was fine and the work could not be done, exit 1. */
export type GeneratorErrorKind = "usage" | "failure";

interface Row<Values> {
  readonly kind: GeneratorErrorKind;
  readonly message: (values: Values) => string;
  readonly hint: (values: Values) => string;
}

/** Kind, message and hint of each code, by the values that its message needs. */
export type ErrorRows<Values> = { readonly [Code in keyof Values]: Row<Values[Code]> };
