import { defineRoutes, Type } from "mega-framework";

const Name = Type.Object({ name: Type.String({ minLength: 1, maxLength: 40 }) });
const Greeting = Type.Object({ greeting: Type.String() });

export default defineRoutes("/hello", (route) => {
  route.get("/", { response: Greeting }, () => ({ greeting: "Hello" }));

  route.get("/:name", { params: Name, response: Greeting }, (req) => ({
    greeting: `Hello, ${req.params.name}`,
  }));
});
