import type { ProjectCommandInput } from "../command.ts";
import type { KeyActions } from "./keys.ts";
import type { Listening } from "./listening.ts";
import type { Supervisor } from "./supervisor.ts";

/** The screen and what was scrolled off it. */
const CLEAR_TERMINAL = "\u001B[2J\u001B[3J\u001B[H";

/** What the keys do to a loop that runs. */
export function keyActions(
  input: ProjectCommandInput,
  { supervisor, listening }: { readonly supervisor: Supervisor; readonly listening: Listening },
): KeyActions {
  return {
    restart: () => supervisor.restart(),
    open: () => void openPage(input, listening.url),
    clear: () => void input.cli.stdout.write(CLEAR_TERMINAL),
    quit: () => supervisor.stop(),
  };
}

async function openPage({ cli, ui }: ProjectCommandInput, url: string | null): Promise<void> {
  if (url === null) return;
  const { openBrowser } = await import("./open-browser.ts");
  await openBrowser(url, cli.platform).catch((error: unknown) =>
    ui.warn(
      `no browser could be opened: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}. The address is ${url}`,
    ),
  );
}
