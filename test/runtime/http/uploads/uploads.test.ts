import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";

import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import type { AppConfig } from "../../../../runtime/config/settings.ts";
import { cleanName, upload, type UploadedFile } from "../../../../runtime/http/uploads/uploaded-file.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";

const SAME_SITE = { "sec-fetch-site": "same-origin" };
const Form = Type.Object(
  {
    title: Type.String(),
    n: Type.Optional(Type.Integer()),
    avatar: Type.Optional(upload({ types: ["image/*", "text/plain"], maxBytes: 1000 })),
    more: Type.Optional(Type.Array(upload())),
  },
  { additionalProperties: false },
);

async function describeFile(file: UploadedFile): Promise<object> {
  const { fieldname, filename, mimetype, bytes } = file;
  return { fieldname, filename, mimetype, bytes, text: await readFile(file.path, "utf8") };
}

let root = "";
const routes = {
  "files.ts": defineRoutes("/", (route) => {
    route.post("/files", { body: Form, csrf: false }, async (req) => {
      const { avatar, more = [], ...fields } = req.body;
      const files = await Promise.all([...(avatar ? [avatar] : []), ...more].map(describeFile));
      return { fields, files };
    });
    route.post("/fail", { body: Form, csrf: false }, () => {
      throw new Error("no");
    });
    route.post("/keep", { body: Form, csrf: false }, async (req) => {
      await req.body.avatar?.moveTo(join(root, "kept/by/name.txt"));
      return readFile(join(root, "kept/by/name.txt"), "utf8");
    });
    route.post("/guarded", { body: Form }, () => "ok");
    route.post("/plain", { body: Type.Object({ title: Type.String() }), csrf: false }, () => "ok");
  }),
};

interface Part {
  readonly name: string;
  readonly text: string;
  readonly filename?: string;
  readonly type?: string;
}

const BOUNDARY = "----mega";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

function form(parts: readonly Part[], end = `--${BOUNDARY}--\r\n`): string {
  const body = parts.map(({ name, text, filename, type }) => {
    const file = filename === undefined ? "" : `; filename="${filename}"`;
    const head = type === undefined ? "" : `\r\nContent-Type: ${type}`;
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}${head}\r\n\r\n${text}\r\n`;
  });
  return body.join("") + end;
}

const title: Part = { name: "title", text: "T" };
const file = (text: string, more: Partial<Part> = {}): Part => ({
  name: "avatar",
  filename: "a.txt",
  type: "text/plain",
  text,
  ...more,
});

const start = (app: AppConfig = {}): Promise<Served> => serve({ routes, app });

async function post(app: Served, payload: string, url = "/files"): Promise<{ status: number; body: Answer }> {
  const answer = await app.inject({ method: "POST", url, payload, headers: { ...SAME_SITE, "content-type": TYPE } });
  return { status: answer.statusCode, body: answer.json<Answer>() };
}

interface Answer {
  readonly data?: { readonly fields: object; readonly files: readonly { readonly filename: string }[] };
  readonly error?: { readonly code: string; readonly message: string };
}

/** Every file below the upload folder. */
async function leftIn(app: Served): Promise<readonly string[]> {
  const folder = join(app.root, ".mega/uploads");
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return all.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("a form with files", () => {
  test("gives fields by the schema's types, and files", async () => {
    await using app = await start();
    const more = { name: "more", filename: "b.bin", type: "application/pdf" };
    const sent = form([title, { name: "n", text: "7" }, file("hello"), { ...more, text: "B" }]);
    expect((await post(app, sent)).body.data).toEqual({
      fields: { title: "T", n: 7 },
      files: [
        { fieldname: "avatar", filename: "a.txt", mimetype: "text/plain", bytes: 5, text: "hello" },
        { fieldname: "more", filename: "b.bin", mimetype: "application/pdf", bytes: 1, text: "B" },
      ],
    });
    await expect.poll(() => leftIn(app)).toEqual([]);
  });

  test("an empty file is a file, an input left empty is none", async () => {
    await using app = await start();
    expect((await post(app, form([title, file("")]))).body.data?.files).toMatchObject([{ bytes: 0 }]);
    const empty = file("", { filename: "", type: "application/octet-stream" });
    expect((await post(app, form([title, empty]))).body.data?.files).toEqual([]);
  });

  test("a file that was moved stays", async () => {
    await using app = await start();
    root = app.root;
    await app.inject({
      method: "POST",
      url: "/keep",
      payload: form([title, file("kept")]),
      headers: { "content-type": TYPE },
    });
    await expect.poll(() => leftIn(app)).toEqual([]);
    expect(await readFile(join(app.root, "kept/by/name.txt"), "utf8")).toBe("kept");
  });

  test("an object of the same shape is no file", async () => {
    await using app = await start();
    const payload = { title: "T", avatar: { filename: "x", path: "/etc/passwd" } };
    const answer = await app.inject({ method: "POST", url: "/files", payload, headers: SAME_SITE });
    expect([answer.statusCode, answer.json<Answer>().error?.message]).toEqual([422, "`avatar` must be a file."]);
  });
});

describe("what is not allowed is refused, and nothing stays", () => {
  const BIG = "x".repeat(1001);
  const cases: readonly (readonly [string, string, readonly [number, string], AppConfig["uploads"]?])[] = [
    ["a file that is too large", form([title, file(BIG)]), [413, "upload_too_large"]],
    ["a file beyond the app's limit", form([title, file("12345")]), [413, "upload_too_large"], { maxFileBytes: 4 }],
    ["too many files", form([title, file("a"), file("b")]), [413, "upload_too_large"], { maxFiles: 1 }],
    ["too many fields", form(Array.from({ length: 5 }, () => title)), [413, "upload_too_large"], { maxFields: 3 }],
    ["a field that is too long", form([{ ...title, text: BIG }]), [413, "upload_too_large"], { maxFieldBytes: 100 }],
    ["a name that is too long", form([{ ...title, name: BIG }]), [422, "validation_failed"]],
    ["a form that is too large", form([title, file(BIG)]), [413, "upload_too_large"], { maxBytes: 500 }],
    ["a type that is not wanted", form([title, file("a", { type: "text/html" })]), [415, "upload_refused"]],
    ["a file where there is none", form([title, file("a", { name: "title" })]), [415, "upload_refused"]],
    ["a file nobody asked for", form([file("a"), file("a", { name: "x" })]), [415, "upload_refused"]],
    ["a form without an end", form([title, file("hello")], ""), [400, "multipart_invalid"]],
    ["a form that is none", "nothing", [400, "multipart_invalid"]],
    ["a nested form", form([title, file("a", { type: "multipart/mixed; boundary=x" })]), [415, "upload_refused"]],
    ["a key that poisons", form([title, { name: "__proto__", text: "x" }]), [400, "key_refused"]],
    ["an unknown field", form([title, { name: "x", text: "x" }]), [422, "validation_failed"]],
    ["a field twice", form([title, title, file("a")]), [422, "validation_failed"]],
    ["a file twice", form([title, file("a"), file("b")]), [422, "validation_failed"]],
  ];
  test.each(cases.map(([name, payload, expected, uploads]) => ({ name, payload, expected, uploads })))(
    "$name",
    async ({ payload, expected, uploads }) => {
      await using app = await start(uploads === undefined ? {} : { uploads });
      const { status, body } = await post(app, payload);
      expect([status, body.error?.code]).toEqual(expected);
      await expect.poll(() => leftIn(app)).toEqual([]);
    },
  );

  test("headers of a part are read up to a limit", async () => {
    await using app = await start();
    const head = `--${BOUNDARY}\r\nX-A: ${"a".repeat(100_000)}\r\nContent-Disposition: form-data; name="title"`;
    expect((await post(app, `${head}\r\n\r\nT\r\n--${BOUNDARY}--\r\n`)).body.error?.code).toBe("validation_failed");
  });

  test("a route without files", async () => {
    await using app = await start();
    expect((await post(app, form([title, file("a")]), "/plain")).body.error?.code).toBe("unsupported_media_type");
    expect(await leftIn(app)).toEqual([]);
  });

  test("a form without a token", async () => {
    await using app = await start();
    const { status, body } = await post(app, form([title, file("a")]), "/guarded");
    expect([status, body.error?.code]).toEqual([403, "csrf_rejected"]);
    await expect.poll(() => leftIn(app)).toEqual([]);
  });

  test("a handler that fails", async () => {
    await using app = await start();
    expect((await post(app, form([title, file("a")]), "/fail")).status).toBe(500);
    await expect.poll(() => leftIn(app)).toEqual([]);
  });

  test("a disk that takes nothing", async () => {
    await using app = await start({ uploads: { folder: "taken/uploads" } });
    await writeFile(join(app.root, "taken"), "a file");
    // What the disk says is for the log.
    expect((await post(app, form([title, file("a")]))).status).toBe(500);
  });
});

describe("over a socket", () => {
  const head = (more: string): string =>
    `POST /files HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${TYPE}\r\n${more}\r\n\r\n`;
  const opening = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="more"; filename="a"\r\n\r\n`;
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

  test("a form without end is cut off at its limit, and told so when it listens", async () => {
    await using app = await start({ uploads: { maxBytes: 100_000 } });
    const { port } = await app.runtime.listen({ kind: "tcp", port: 0 });
    const socket = connect(port ?? 0, "127.0.0.1");
    let sent = 0;
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    socket.on("error", () => {});
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write(head("Transfer-Encoding: chunked") + chunk(opening));
    const piece = chunk("x".repeat(10_000));
    // Who goes on sending into a closed connection may lose the answer to it (RFC 9112, 9.6): first a little too much.
    const write = (most: number): void => {
      if (socket.destroyed || sent >= most) return;
      sent += piece.length;
      socket.write(piece, () => setImmediate(write, most));
    };
    write(150_000);
    await expect.poll(() => answer).toMatch(/^HTTP\/1\.1 413 /);
    write(50_000_000);
    await closed;
    expect(sent).toBeLessThan(10_000_000);
    await expect.poll(() => leftIn(app)).toEqual([]);
  });

  test("a client that leaves leaves nothing behind", async () => {
    await using app = await start();
    const { port } = await app.runtime.listen({ kind: "tcp", port: 0 });
    const socket = connect(port ?? 0, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(head("Transfer-Encoding: chunked") + chunk(opening) + chunk("x".repeat(50_000)));
    await expect.poll(async () => (await leftIn(app)).length).toBe(1);
    socket.destroy();
    await expect.poll(() => leftIn(app)).toEqual([]);
  });
});

test("what killed processes left is removed at the next start, and nothing else", async () => {
  await using app = await start();
  const host = (await import("node:os")).hostname().replaceAll(/[^A-Za-z0-9-]/g, "-");
  const folder = join(app.root, ".mega/uploads");
  const id = "00000000-0000-4000-8000-000000000000";
  // No process has a number this high.
  const names = [
    `${host}.999999999.${id}`,
    `other-host.999999999.${id}`,
    `${host}.1.${id}`,
    "notes",
    `${host}.x.${id}`,
  ];
  for (const name of names) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, names[0] ?? "", "left"), "x");
  await symlink(app.root, join(folder, `${host}.999999998.${id}`));
  const { UploadFolder } = await import("../../../../runtime/http/uploads/upload-folder.ts");
  const { SYSTEM_PROCESSES } = await import("../../../../runtime/adapters/system/processes.ts");
  const own = await UploadFolder.open(folder, SYSTEM_PROCESSES);
  expect((await readdir(folder)).sort()).toEqual(names.slice(1).sort());
  expect(await readdir(app.root)).toContain("node_modules");
  await own.close();
});

test.each<[string, string]>([
  ["../../etc/passwd", "passwd"],
  ["C:\\temp\\a.txt", "a.txt"],
  ["a\u0000b.txt", "ab.txt"],
  ["..", "file"],
  ["", "file"],
  ["a/", "file"],
  ["보고서.pdf", "보고서.pdf"],
  ["exe.\u202Efdp", "exe.fdp"],
  ["x".repeat(10_000), "x".repeat(200)],
])("the name %j is %j", (sent, clean) => {
  expect(cleanName(sent)).toBe(clean);
});
