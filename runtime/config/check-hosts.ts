import { readHostPattern } from "../core/hosts.ts";
import type { ConfigMistake } from "./mistake.ts";

/** What an app says of its hosts, and where. */
export interface HostsOfApp {
  readonly file: string;
  readonly hosts: readonly string[];
}

/** A host is one app's, and what is left over is one app's as well. */
export function checkHosts(apps: readonly HostsOfApp[]): readonly ConfigMistake[] {
  const owners = new Map<string, string>();
  const mistakes: ConfigMistake[] = [];
  for (const { file, hosts } of apps) {
    for (const host of hosts.length === 0 ? [REST] : hosts) {
      const name = readHostPattern(host) ?? host;
      const owner = owners.get(name);
      owners.set(name, owner ?? file);
      if (owner !== undefined && owner !== file) mistakes.push({ file, path: "hosts", message: clash(host, owner) });
    }
  }
  return mistakes;
}

const REST = "*";

function clash(host: string, owner: string): string {
  if (host === REST) return `\`hosts\` is empty, and so it is in ${owner}: one app alone takes what no other app does`;
  return `\`hosts\` has "${host}", which is in ${owner} already`;
}
