import { defineAppConfig } from "mega-framework";

export default defineAppConfig({
  locales: { default: "en" },
  bodyLimit: 65_536,
});
