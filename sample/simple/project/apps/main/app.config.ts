import { defineAppConfig } from "mega-framework";

export default defineAppConfig({});
