import { mega } from "mega-framework/testing/vitest";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [mega()] });
