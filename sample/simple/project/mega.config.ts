import { defineConfig } from "mega-framework";

export default defineConfig({
  name: "simple",
  databases: { main: { driver: "sqlite", file: "data/simple.db" } },
});
