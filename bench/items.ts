/** What every server answers with, to the byte, and what is sent to it. */
export function hello(): object {
  return { ok: true, data: { hello: "world" } };
}

export function item(id: number): object {
  return { ok: true, data: { id, title: "An item" } };
}

export function made({ title, published }: { readonly title: string; readonly published: boolean }): object {
  return { ok: true, data: { id: 1, title, published } };
}

export const NEW_ITEM: object = {
  title: "A title of usual length",
  body: "Some text that somebody typed into a form, two or three lines of it. ".repeat(4),
  published: true,
  tags: ["one", "two", "three"],
};
