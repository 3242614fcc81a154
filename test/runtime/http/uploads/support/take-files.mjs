// A server that takes files until it is killed; its first line says where it listens.
import { boot, defineRoutes, Type, upload } from "../../../../../dist/runtime/index.js";

const { root, folder } = JSON.parse(process.argv[2]);
const file = (path, value) => ({ file: path, load: async () => ({ default: value }) });
const routes = defineRoutes("/", (route) => {
  route.post("/files", { body: Type.Object({ file: upload() }), csrf: false }, (req) => req.body.file.bytes);
});
const app = {
  name: "main",
  config: file("apps/main/app.config.ts", { uploads: { folder } }),
  routes: [file("apps/main/routes/files.ts", routes)],
  services: [],
  locales: {},
  views: {},
  publicDir: null,
};
const config = file("mega.config.ts", { name: "test", logger: { level: "silent" } });
const runtime = await boot({
  manifest: { config, apps: [app], migrations: [], seeds: [] },
  root,
  env: {},
  mode: "test",
});
const { port } = await runtime.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
console.log(`listening ${port}`);
