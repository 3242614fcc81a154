import { execa } from "execa";

const COMMANDS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address in the user's browser. Throws what says why that cannot be done. */
export async function openBrowser(url: string, platform: NodeJS.Platform): Promise<void> {
  const [command = "xdg-open", ...args] = COMMANDS[platform] ?? [];
  await execa(command, [...args, url], { stdio: "ignore" });
}
