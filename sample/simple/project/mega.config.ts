import { defineConfig, env, type ConfigOf } from "mega-framework";

const config = defineConfig({
  name: "simple",
  databases: { main: { driver: "sqlite", file: "data/simple.db" } },
  secret: env("APP_SECRET"),
});

export default config;

declare module "mega-framework" {
  interface Config extends ConfigOf<typeof config> {}
}
