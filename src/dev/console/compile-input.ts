import type { Message, TransformOptions } from "esbuild";

import type { CompiledInput, InputMistake } from "../../../runtime/dev/messages.ts";
import { codeFrame } from "../code-frame.ts";
import { hoistInput } from "./hoist.ts";

/** Compiles what was typed at the prompt: TypeScript, with `await` and `import` anywhere at its top. Never throws. */
export async function compileInput(typed: string): Promise<CompiledInput> {
  const source = `${typed.trimEnd()}\n`;
  const given = await compile(source);
  if (!/^\s*\{/.test(source) || source.trimEnd().endsWith(";")) return given;
  // What starts with a brace is rather an object than a block.
  const object = await compile(`(${source.trimEnd()}\n)`);
  if (object.kind === "code" || given.kind === "code") return object.kind === "code" ? object : given;
  const open = await compile(`(${source}`);
  return { ...given, isIncomplete: given.isIncomplete || (open.kind === "mistake" && open.isIncomplete) };
}

/** Says that the code is a module, whatever it holds. It takes the first line. */
const MODULE_MARK = "export {};\n";

const OPTIONS: TransformOptions & { sourcemap: "external" } = {
  loader: "ts",
  format: "esm",
  target: "node20",
  sourcemap: "external",
  sourcesContent: false,
  keepNames: false,
  logLevel: "silent",
  // An import that this input does not use is for the next one.
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
};

async function compile(source: string): Promise<CompiledInput> {
  const { transform } = await import("esbuild");
  try {
    const { code, map } = await transform(MODULE_MARK + source, OPTIONS);
    return { kind: "code", map, ...hoistInput(code) };
  } catch (error) {
    const [message] = (error as { readonly errors?: readonly Message[] }).errors ?? [];
    if (message === undefined) throw error;
    return mistakeOf(message, source);
  }
}

function mistakeOf({ text, location }: Message, source: string): InputMistake {
  const line = (location?.line ?? 1) - 1;
  // esbuild counts bytes.
  const before = Buffer.from(location?.lineText ?? "").subarray(0, location?.column ?? 0);
  const isAtEnd = line >= source.split("\n").length;
  const isIncomplete =
    /end of file|to terminate multi-line comment/.test(text) || (isAtEnd && text === "Unterminated string literal");
  const frame = codeFrame(source.trimEnd(), { line, column: before.toString().length + 1 });
  return { kind: "mistake", isIncomplete, message: text, frame };
}
