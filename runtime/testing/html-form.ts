/** A form as a browser would send it. */
export interface HtmlForm {
  readonly action: string;
  /** What its controls hold before anybody types. */
  readonly values: Readonly<Record<string, string>>;
  /** What a checkbox sends when it is ticked, by name. */
  readonly checkboxes: Readonly<Record<string, string>>;
}

/**
 * Reads a form of a page that is sent by POST: the one with that action, else the first one within `<main>`, else the
 * first one; null when there is none. Knows the HTML that views write, not all of HTML.
 */
export function findPostForm(html: string, page: string, action?: string): HtmlForm | null {
  const [, main = ""] = /<main\b[^>]*>([\s\S]*)<\/main>/i.exec(html) ?? [];
  const forms = [...postForms(main, page), ...postForms(html, page)];
  return (action === undefined ? forms[0] : forms.find((form) => form.action === action)) ?? null;
}

function postForms(html: string, page: string): readonly HtmlForm[] {
  const forms: HtmlForm[] = [];
  for (const [, tag = "", content = ""] of html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)) {
    const { method, action } = attributesOf(tag);
    if (method?.toLowerCase() === "post") forms.push({ action: action ?? page, ...readControls(content) });
  }
  return forms;
}

function readControls(html: string): Omit<HtmlForm, "action"> {
  const values: Record<string, string> = {};
  const checkboxes: Record<string, string> = {};
  for (const [, tag = ""] of html.matchAll(/<input\b([^>]*)>/gi)) {
    const { name, type = "text", value, checked } = attributesOf(tag);
    if (name === undefined) continue;
    const isTick = type === "checkbox" || type === "radio";
    if (isTick) checkboxes[name] = value ?? "on";
    if (!isTick || checked !== undefined) values[name] = value ?? (isTick ? "on" : "");
  }
  for (const [, tag = "", text = ""] of html.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi)) {
    const { name } = attributesOf(tag);
    // A line end right behind the tag is not part of the text.
    if (name !== undefined) values[name] = decodeEntities(text.replace(/^\r?\n/, ""));
  }
  for (const [, tag = "", options = ""] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
    const { name } = attributesOf(tag);
    if (name !== undefined) values[name] = selectedOption(options);
  }
  return { values, checkboxes };
}

function selectedOption(html: string): string {
  const options = [...html.matchAll(/<option\b([^>]*)>([^<]*)/gi)].map(([, tag = "", text = ""]) => {
    const { selected, value = decodeEntities(text.trim()) } = attributesOf(tag);
    return { isSelected: selected !== undefined, value };
  });
  return (options.find(({ isSelected }) => isSelected) ?? options[0])?.value ?? "";
}

type Attributes = Readonly<
  Partial<Record<"name" | "type" | "value" | "checked" | "selected" | "method" | "action", string>>
>;

function attributesOf(tag: string): Attributes {
  const pairs = tag.matchAll(/([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi);
  return Object.fromEntries(
    [...pairs].map(([, name = "", a, b, c]) => [name.toLowerCase(), decodeEntities(a ?? b ?? c ?? "")]),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(/^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}
