import { defineFactory } from "mega-framework";

export const authorFactory = defineFactory("authors", (n) => ({
  name: `Name ${n}`,
  email: `user${n}@example.com`,
  bio: `Bio ${n}`,
}));
