import { defineRoutes } from "mega-framework";

export default defineRoutes("/", (route) => {
  route.get("/", (_req, reply) => reply.view("home"));
});
