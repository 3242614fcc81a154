import { GeneratorError } from "./errors.ts";
import { MAX_NAME_LENGTH, refusalOf, refusedName, segmentRefusal } from "./refused-names.ts";
import { camelCase, pascalCase, pluralOf, singularOf, wordsOf } from "./words.ts";

/** Every writing of an entity that generated code uses. In the comments: of `post` · of `admin/blog-post`. */
export interface EntityName {
  /** Its files below `models/` and `factories/`, without ending: `post` · `admin/blog-post`. */
  readonly file: string;
  /** Its files below `services/`, `routes/`, `views/`: `posts` · `admin/blog-posts`. */
  readonly files: string;
  /** The file of the whole name in a flat folder, `db/migrations` and `db/seeds`: `posts` · `admin-blog-posts`. */
  readonly flatFiles: string;
  /** How deep `file` lies: 0 · 1. */
  readonly depth: number;
  /** One of them in code: `post` · `adminBlogPost`. */
  readonly variable: string;
  /** Some of them in code, never the same as `variable`: `posts` · `adminBlogPosts`, but `newsList` of `news`. */
  readonly variables: string;
  /** The table in code, and the service: `posts` · `adminBlogPosts`. */
  readonly table: string;
  /** The table in SQL: `posts` · `admin_blog_posts`. */
  readonly sqlTable: string;
  /** The model: `Post` · `AdminBlogPost`. */
  readonly model: string;
  /** The service's class: `PostsService` · `AdminBlogPostsService`. */
  readonly serviceClass: string;
  /** `POST` · `ADMIN_BLOG_POST`. */
  readonly constant: string;
  /** The JSON routes: `/api/posts` · `/api/admin/blog-posts`. */
  readonly apiRoute: string;
  /** The pages: `/posts` · `/admin/blog-posts`. */
  readonly pageRoute: string;
  /** One in words: `post` · `blog post`. */
  readonly label: string;
  /** Many in words: `posts` · `blog posts`. */
  readonly labels: string;
}

/**
 * Reads an entity's name as typed: `post`, `posts` (folded to the singular), `BlogPost`, `blog-post`, `blog_post`, `admin/post`.
 * Throws a GeneratorError `name_refused` for what no file, table or identifier can be called.
 */
export function parseEntityName(text: string): EntityName {
  const name = readEntityName(text);
  if (name instanceof GeneratorError) throw name;
  return name;
}

/** The same, handing the refusal over instead of throwing it. */
export function readEntityName(text: string): EntityName | GeneratorError {
  const reason = refusalOf(text, MAX_NAME_LENGTH);
  if (reason !== undefined) return refusedName(text, reason);
  const segments = text.split("/").map((segment) => wordsOf(segment));
  const folders = segments.slice(0, -1);
  const [last = []] = segments.slice(-1);
  const one = inflect(last, singularOf);
  const name = buildName(folders, one, inflect(one, pluralOf));
  const unfit = segmentRefusal(
    name,
    folders.map((words) => words.join("-")),
  );
  return unfit === undefined ? name : refusedName(text, unfit);
}

function buildName(
  folders: readonly (readonly string[])[],
  one: readonly string[],
  many: readonly string[],
): EntityName {
  const folder = folders.map((words) => words.join("-"));
  // Glued again as one name, so that `a/b/c` keeps its camelCase and snake_case apart as any other name does.
  const allOne = wordsOf([...folders.flat(), ...one].join("_"));
  const allMany = wordsOf([...folders.flat(), ...many].join("_"));
  const variable = camelCase(allOne);
  const table = camelCase(allMany);
  const files = [...folder, many.join("-")].join("/");
  return {
    file: [...folder, one.join("-")].join("/"),
    files,
    flatFiles: files.replaceAll("/", "-"),
    depth: folder.length,
    variable,
    variables: table === variable ? `${variable}List` : table,
    table,
    sqlTable: allMany.join("_"),
    model: pascalCase(allOne),
    serviceClass: `${pascalCase(allMany)}Service`,
    constant: allOne.join("_").toUpperCase(),
    apiRoute: `/api/${files}`,
    pageRoute: `/${files}`,
    label: one.join(" "),
    labels: many.join(" "),
  };
}

/** The last word carries the number: `blog posts`, never `blogs post`. */
function inflect(words: readonly string[], change: (word: string) => string): readonly string[] {
  const [last = ""] = words.slice(-1);
  return [...words.slice(0, -1), change(last)];
}
