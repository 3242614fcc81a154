export { makeApp, type MakeAppOptions, type TestApp, type VisitorOptions } from "./make-app.ts";
export type { SignedIn } from "./sessions.ts";
export type { FormInput, JsonData, TestAnswer, TestClient, TestRequest } from "./test-client.ts";
export { makeClock, type TestClock } from "./test-clock.ts";
