import { defineConfig } from "mega-framework";

export default defineConfig({
  name: "crud",
  databases: { main: { driver: "sqlite", file: "data/crud.db" } },
  logger: { level: "info" },
  watch: { ignore: ["notes"], graceMs: 5000 },
});
