export { makeApp, type MakeAppOptions, type TestApp } from "./make-app.ts";
export type { FormInput, JsonData, TestAnswer, TestClient, TestRequest } from "./test-client.ts";
