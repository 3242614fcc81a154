/** A route's path as the document writes it. */
export interface PathTemplate {
  /** `/posts/{id}` */
  readonly path: string;
  readonly params: readonly PathParam[];
}

export interface PathParam {
  /** Its name in the path of the document. */
  readonly name: string;
  /** Its name in the route's schema: the same, or `*`. */
  readonly source: string;
  /** The expression that it has to match. */
  readonly pattern?: string;
  readonly isWildcard: boolean;
}

/**
 * Reads a path as the router does: `/:id`, `/:id(\\d+)`, `/:file.:ending`, `/*`, `::` for a colon. One that ends with an
 * optional parameter (`/:id?`) is two paths.
 */
export function readPath(path: string): readonly PathTemplate[] {
  const optional = /\/:[^/]+\?$/.exec(path);
  if (optional === null) return [toTemplate(path)];
  return [toTemplate(path.slice(0, optional.index) || "/"), toTemplate(path.slice(0, -1))];
}

function toTemplate(path: string): PathTemplate {
  const params: PathParam[] = [];
  let text = "";
  for (let place = 0; place < path.length;) {
    if (path.startsWith("::", place)) {
      text += ":";
      place += 2;
    } else if (path[place] === ":" || path[place] === "*") {
      const { source, pattern, end } = readParam(path, place);
      const name = freeName(source, params);
      params.push({ name, source, isWildcard: source === "*", ...(pattern === undefined ? {} : { pattern }) });
      text += `{${name}}`;
      place = end;
    } else {
      text += escapeBrace(path[place] ?? "");
      place += 1;
    }
  }
  return { path: text, params };
}

interface ReadParam {
  readonly source: string;
  readonly pattern?: string;
  readonly end: number;
}

function readParam(path: string, start: number): ReadParam {
  if (path[start] === "*") return { source: "*", end: start + 1 };
  const [, source = ""] = /^:([^/.(-]*)/.exec(path.slice(start)) ?? [];
  const open = start + 1 + source.length;
  if (path[open] !== "(") return { source, end: open };
  const end = closingParenthesis(path, open);
  return { source, pattern: whole(path.slice(open + 1, end)), end: end + 1 };
}

function closingParenthesis(path: string, open: number): number {
  let depth = 0;
  for (let place = open; place < path.length; place++) {
    if (path[place] === "\\") place += 1;
    else if (path[place] === "(") depth += 1;
    else if (path[place] === ")" && --depth === 0) return place;
  }
  return path.length;
}

/** The router matches the whole parameter. */
function whole(expression: string): string {
  return `^(?:${expression.replace(/^\^/, "").replace(/(?<!\\)\$$/, "")})$`;
}

function freeName(source: string, params: readonly PathParam[]): string {
  const name = source === "*" ? "path" : source.replaceAll(/[{}]/g, "_") || "param";
  const taken = params.filter((param) => param.name === name || param.name.startsWith(`${name}_`)).length;
  return taken === 0 ? name : `${name}_${taken + 1}`;
}

function escapeBrace(sign: string): string {
  return sign === "{" || sign === "}" ? encodeURIComponent(sign) : sign;
}
