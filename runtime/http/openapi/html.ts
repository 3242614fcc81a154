/** A piece of HTML whose values are escaped already. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | null | readonly Part[];

/** HTML from a template: values are escaped, pieces made by `html` stand as they are, lists are put in a row. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.map((text, index) => (index === 0 ? "" : render(parts[index - 1] ?? null)) + text).join("") };
}

/** A text, with what stands between backticks as code. */
export function prose(text: string): Html {
  return html`${text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

function render(part: Part): string {
  if (part === null) return "";
  if (typeof part === "string" || typeof part === "number") return escape(String(part));
  return "html" in part ? part.html : part.map(render).join("");
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
