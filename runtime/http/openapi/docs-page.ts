import { exampleOf } from "./example.ts";
import { html, prose, type Html } from "./html.ts";
import { parameterTable, schemaTable, typeOf } from "./schema-table.ts";
import type { Answer, Content, OpenApiDocument, Operation, Parameter, Reference, Schema } from "./types.ts";

export interface DocsPlace {
  /** Where the document and the page's style are. */
  readonly document: string;
  readonly style: string;
  /** What the page was reached by: `http://localhost:3000`. */
  readonly origin: string;
}

/** A page that shows an OpenAPI document, for people: no script, nothing from other hosts. */
export function docsPage(document: OpenApiDocument, place: DocsPlace): string {
  const { title, version, description } = document.info;
  const all = operationsOf(document);
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: all.filter(({ operation }) => operation.tags.includes(name)),
  }));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${place.style}" />
      </head>
      <body>
        <nav aria-label="Operations">
          <a href="${place.document}">OpenAPI document</a>
          ${groups.map(
            ({ name, operations }) =>
              html`<h2>${name}</h2>
                <ul>
                  ${operations.map(link)}
                </ul> `,
          )}
        </nav>
        <main>
          <h1>${title} <span class="version">${version}</span></h1>
          ${description === undefined ? null : html`<p>${description}</p> `}${groups.map(
            ({ name, operations }) =>
              html`<h2>${name}</h2>
                ${operations.map((one) => operationView(one, document, place))}`,
          )}
          <h2>Schemas</h2>
          ${Object.entries(document.components.schemas).map(([name, schema]) => schemaView(name, schema))}
        </main>
      </body>
    </html> `;
  return page.html;
}

interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

function operationsOf({ paths }: OpenApiDocument): readonly Placed[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

function link({ method, path, operation }: Placed): Html {
  return html`<li>
    <a href="#${operation.operationId}"
      ><span class="method ${method}">${method.toUpperCase()}</span>${operation.summary ?? path}</a
    >
  </li> `;
}

function operationView(placed: Placed, document: OpenApiDocument, place: DocsPlace): Html {
  const { method, path, operation } = placed;
  const { operationId, summary, description, deprecated, requestBody, responses } = operation;
  const parameters = (operation.parameters ?? []).map((parameter) => parameterIn(parameter, document));
  // The target lies inside: a browser opens the details around it.
  return html`<details>
<summary><span class="method ${method}">${method.toUpperCase()}</span><code${deprecated === true ? html` class="deprecated"` : null}>${path}</code> <span class="quiet">${summary ?? null}</span></summary>
<div>
<p class="target" id="${operationId}"><code>${operationId}</code>${deprecated === true ? " is deprecated." : null}</p>
${description === undefined ? null : html`<p>${description}</p> `}${
    parameters.length === 0
      ? null
      : html`<h3>Parameters</h3>
          ${parameterTable(parameters)}`
  }${
    requestBody === undefined
      ? null
      : html`<h3>Body</h3>
          ${contentView(requestBody.content)}`
  }<h3>Answers</h3>
${Object.entries(responses).map(([status, answer]) => answerView(status, answerIn(answer, document)))}<h3>Example</h3>
<pre>${curl(placed, document, place)}</pre>
</div>
</details>
`;
}

function answerView(status: string, { description, content = {} }: Answer): Html {
  const isSuccess = /^[123]/.test(status);
  return html`<p><code>${status}</code> ${prose(description)}</p>
    ${isSuccess ? contentView(content) : null}`;
}

function contentView(content: Content): Html {
  return html`${Object.entries(content).map(([type, { schema = {} }]) => {
    const hasTable = typeof schema === "object" && schema["properties"] !== undefined;
    return html`<p><code>${type}</code>${hasTable ? null : html` ${typeOf(schema)}`}</p>
      ${hasTable ? schemaTable(schema) : null}`;
  })}`;
}

function schemaView(name: string, schema: Schema): Html {
  const { description } = typeof schema === "object" ? schema : {};
  return html`<details>
    <summary><code>${name}</code></summary>
    <div>
      <p class="target" id="schema-${name}">${typeof description === "string" ? description : null}</p>
      ${schemaTable(schema)}
    </div>
  </details> `;
}

function curl({ method, path, operation }: Placed, document: OpenApiDocument, { origin }: DocsPlace): string {
  const { schemas } = document.components;
  const parameters = (operation.parameters ?? []).map((parameter) => parameterIn(parameter, document));
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce(
      (text, { name, schema }) => text.replace(`{${name}}`, encodeURIComponent(String(exampleOf(schema, schemas)))),
      path,
    );
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required === true)
    .map(({ name, schema }) => `${encodeURIComponent(name)}=${encodeURIComponent(String(exampleOf(schema, schemas)))}`);
  const url = `${origin}${filled}${query.length === 0 ? "" : `?${query.join("&")}`}`;
  const body = operation.requestBody?.content["application/json"]?.schema;
  return [
    `curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} ${quote(url)}`,
    ...(body === undefined
      ? []
      : [`-H 'content-type: application/json'`, `-d ${quote(JSON.stringify(exampleOf(body, schemas)))}`]),
  ].join(" \\\n  ");
}

/** For a shell: nothing in it is read. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function parameterIn(parameter: Parameter | Reference, { components }: OpenApiDocument): Parameter {
  if (!("$ref" in parameter)) return parameter;
  return components.parameters?.[nameIn(parameter)] ?? { name: nameIn(parameter), in: "header", schema: {} };
}

function answerIn(answer: Answer | Reference, { components }: OpenApiDocument): Answer {
  if (!("$ref" in answer)) return answer;
  return components.responses[nameIn(answer)] ?? { description: "" };
}

function nameIn({ $ref }: Reference): string {
  return $ref.slice($ref.lastIndexOf("/") + 1);
}
