// Stands in for the runtime's child: the same messages, and an app whose routes are functions that give a text.
import { createServer } from "node:http";

let server;
let texts;
const send = (message) => new Promise((done) => process.send({ v: 1, generation: 0, ...message }, done));

process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) => fail(error));
process.on("message", async (message) => {
  if (message.kind === "prepare") return;
  if (message.kind === "stop") {
    server?.close(() => process.exit(0));
    server?.closeIdleConnections();
    if (!server) process.exit(0);
    return;
  }
  if (message.kind === "reload") {
    texts = message.texts;
    return send({ kind: "reloaded", failure: null });
  }
  try {
    const { default: manifest } = await import(message.project.entry);
    const { default: config } = await manifest.config.load();
    if (message.kind === "run") return await task(message, config);
    if (message.migrate) await send({ kind: "event", event: { kind: "migrated", migrations: ["1-create-posts"] } });
    texts = Object.fromEntries(manifest.apps.map((app) => [app.name, app]));
    const routes = new Map();
    for (const { file, load } of manifest.apps[0].routes)
      routes.set(`/${file.split("/").at(-1).replace(".ts", "")}`, (await load()).default);
    await listen(message, config, routes);
  } catch (error) {
    await fail(error);
  }
});

async function listen({ listen: where, generation, flags }, config, routes) {
  server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const route = routes.get(request.url);
    try {
      response
        .writeHead(route ? 200 : 404, {
          "x-generation": generation,
          "x-env": process.env.FLAVOUR ?? "",
          "x-pid": process.pid,
        })
        .end(route ? String(await route(request, texts)) : "none");
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.on("error", fail);
  await new Promise((done) =>
    server.listen(
      where.kind === "socket"
        ? { path: where.path }
        : { port: where.port ?? flags.port ?? 0, host: where.host ?? flags.host ?? "127.0.0.1" },
      done,
    ),
  );
  const port = where.kind === "socket" ? null : server.address().port;
  const lists = { paths: [], ignore: [], extensions: [], rules: [] };
  const watch = { ...lists, debounceMs: 0, graceMs: 2000, onError: "page", preload: true, ...config.watch };
  await send({
    kind: "ready",
    address: { url: `http://localhost:${port}`, port },
    server: { host: "127.0.0.1", port: 0, ...config.server, ...flags },
    watch,
  });
}

async function task({ task, args }, config) {
  await send({ kind: "result", data: { task, args, config } });
  process.exit(0);
}

async function fail(error) {
  const code = error.code === "EADDRINUSE" ? "port_taken" : "app_threw";
  const message = code === "port_taken" ? `Port ${error.port} is taken.` : String(error);
  await send({ kind: "failed", error: { code, message, at: error.at } });
  process.exit(1);
}
