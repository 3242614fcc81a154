import { defineRoutes } from "mega-framework";

export default defineRoutes("/", (route) => {
  route.get("/", () => ({
    name: "simple",
    next: [
      "npx mega scaffold crud post title:string body:text published:boolean",
      "npx mega routes",
    ],
  }));
});
