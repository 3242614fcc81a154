import { defineAppConfig } from "mega-framework";

export default defineAppConfig({
  locales: { default: "en" },
  bodyLimit: 65_536,
});

declare module "mega-framework" {
  interface Locales {
    main: typeof import("./locales/server/en.json");
  }
}
