import { defineConfig, env, type ConfigOf } from "mega-framework";

const config = defineConfig({
  name: "crud",
  databases: { main: { driver: "sqlite", file: "data/crud.db" } },
  secret: env("APP_SECRET"),
  logger: { level: "info" },
  watch: { ignore: ["notes"], graceMs: 5000 },
});

export default config;

declare module "mega-framework" {
  interface Config extends ConfigOf<typeof config> {}
}
