import { referenceOf } from "./example.ts";
import { html, prose, type Html } from "./html.ts";
import { isObject, type JsonObject } from "./json-object.ts";
import type { Parameter, Schema } from "./types.ts";

/** The properties of an object, or the one line of any other schema. */
export function schemaTable(schema: Schema): Html {
  if (!isObject(schema) || !isObject(schema["properties"])) return html`<p>${typeOf(schema)} ${rulesOf(schema)}</p>`;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const rows = Object.entries(schema["properties"]).map(([name, property]) => {
    return row({ name, schema: property as Schema, isRequired: required.includes(name), place: null });
  });
  return table(["Name", "Type", "Meaning"], rows);
}

export function parameterTable(parameters: readonly Parameter[]): Html {
  const rows = parameters.map(({ name, in: place, required, description, schema }) =>
    row({ name, schema, isRequired: required === true, place, description }),
  );
  return table(["Name", "In", "Type", "Meaning"], rows);
}

/** `string`, `Post[]`, `"draft" | "published"`, with links to the schemas. */
export function typeOf(schema: unknown): Html {
  const name = referenceOf(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  if (!isObject(schema)) return html`any`;
  const { type, enum: some, const: only, items, anyOf, oneOf, allOf } = schema;
  if (only !== undefined) return html`<code>${JSON.stringify(only)}</code>`;
  if (Array.isArray(some)) return html`<code>${some.map((value) => JSON.stringify(value)).join(" | ")}</code>`;
  for (const [list, sign] of [
    [anyOf, " | "],
    [oneOf, " | "],
    [allOf, " & "],
  ] as const)
    if (Array.isArray(list)) return joined(list.map(typeOf), sign);
  if (type === "array") return html`${typeOf(items)}[]`;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type ?? "any"];
  return html`${types.map(String).join(" | ")}`;
}

interface Row {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly place: string | null;
  readonly description?: string | undefined;
}

function row({ name, schema, isRequired, place, description }: Row): Html {
  const meaning = description ?? (isObject(schema) ? schema["description"] : undefined);
  return html`<tr>
    <th scope="row"><code>${name}</code>${isRequired ? html` <em>required</em>` : null}</th>
    ${place === null ? null : html`<td>${place}</td>`}
    <td>${typeOf(schema)} ${rulesOf(schema)}</td>
    <td>${typeof meaning === "string" ? prose(meaning) : null}</td>
  </tr> `;
}

function table(head: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div> `;
}

const RULES: readonly (readonly [keyword: string, text: string])[] = [
  ["format", ""],
  ["minimum", "≥ "],
  ["exclusiveMinimum", "> "],
  ["maximum", "≤ "],
  ["exclusiveMaximum", "< "],
  ["multipleOf", "a multiple of "],
  ["minLength", "length ≥ "],
  ["maxLength", "length ≤ "],
  ["minItems", "items ≥ "],
  ["maxItems", "items ≤ "],
  ["minProperties", "properties ≥ "],
  ["pattern", "like "],
  ["default", "else "],
];

function rulesOf(schema: Schema): Html | null {
  if (!isObject(schema)) return null;
  const own: JsonObject = schema;
  const rules = RULES.filter(([keyword]) => own[keyword] !== undefined).map(([keyword, text]) => {
    const value = own[keyword];
    return `${text}${typeof value === "string" && keyword !== "default" ? value : JSON.stringify(value)}`;
  });
  return rules.length === 0 ? null : html`<small>${rules.join(", ")}</small>`;
}

function joined(parts: readonly Html[], sign: string): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${sign}${part}`))}`;
}
