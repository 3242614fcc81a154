import Handlebars from "handlebars";

import { MegaError } from "../../core/errors/errors.ts";
import { nearest } from "../../core/nearest.ts";
import type { ManifestText } from "../../manifest.ts";
import { checkView } from "./check-view.ts";
import { addHelpers, type ViewTools } from "./view-helpers.ts";

/** Renders the views of one app. */
export interface Views {
  has(name: string): boolean;
  /**
   * A view inside its layout, as HTML.
   * @throws MegaError `view_missing`, `view_invalid`, `view_failed`
   */
  render(name: string, data: object, tools: ViewTools): string;
}

type Template = Handlebars.TemplateDelegate;

const LAYOUT = "layout";

/**
 * Handlebars over `apps/<app>/views`: `layout.hbs` holds `{{{body}}}`; files that start with `_` are partials by their
 * path without it (`posts/_form.hbs` is `{{> posts/form}}`). Values are escaped, prototypes are out of reach.
 * Each view is compiled when it is first used.
 */
export function makeViews(app: string, sources: Readonly<Record<string, ManifestText>>): Views {
  const engine = Handlebars.create();
  addHelpers(engine);
  // A partial is not indented to where it stands: that would put spaces into a <textarea>.
  const compile = (source: ManifestText): Template =>
    named(source, engine.compile(source.text, { preventIndent: true }));
  for (const [name, source] of Object.entries(sources)) {
    if (isPartial(name)) engine.registerPartial(name.replace(/(^|\/)_([^/]+)$/, "$1$2"), compile(source));
  }
  const compiled = new Map<string, Template>();
  const template = (name: string): Template => {
    const known = compiled.get(name);
    if (known) return known;
    // A name of every object's own, such as `constructor`, is no view.
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (source === undefined) throw missingView(app, name, Object.keys(sources));
    const made = compile(source);
    compiled.set(name, made);
    return made;
  };
  const run = (name: string, data: object, tools: ViewTools): string =>
    template(name)(data, { data: { tools, locale: tools.locale, user: tools.user } });
  return {
    has: (name) => Object.hasOwn(sources, name),
    render: (name, data, tools) => {
      const body = run(name, data, tools);
      const { layout = sources[LAYOUT] === undefined ? false : LAYOUT } = tools;
      return layout === false ? body : run(layout, { ...data, body }, tools);
    },
  };
}

/** What it throws names its file, or that of the partial which threw it. */
function named(source: ManifestText, template: Template): Template {
  return (context, options) => {
    try {
      return template(context, options);
    } catch (cause) {
      if (cause instanceof MegaError) throw cause;
      checkView(source);
      throw new MegaError("view_failed", { file: source.file, reason: (cause as Error).message }, { cause });
    }
  };
}

function isPartial(name: string): boolean {
  return name.slice(name.lastIndexOf("/") + 1).startsWith("_");
}

function missingView(app: string, name: string, names: readonly string[]): MegaError {
  const pages = names.filter((known) => !isPartial(known));
  return new MegaError("view_missing", { file: `apps/${app}/views/${name}.hbs`, near: nearest(name, pages) });
}
