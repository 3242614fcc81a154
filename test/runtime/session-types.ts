import "../../runtime/core/registry.ts";

/** What the sessions of the tests hold. */
declare module "../../runtime/core/registry.ts" {
  interface SessionData {
    count: number;
    cart: readonly string[];
    theme: string;
    secret: string;
  }
}
