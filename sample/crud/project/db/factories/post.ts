import { defineFactory } from "mega-framework";

export const postFactory = defineFactory("posts", (n) => ({
  title: `Title ${n}`,
  body: `Body ${n}`,
  published: false,
}));
