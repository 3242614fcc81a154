import { compile } from "@fastify/proxy-addr";

import { readHostPattern } from "../core/hosts.ts";

/** A form that a text of the config has to have. */
export interface ConfigFormat {
  readonly isValid: (text: string) => boolean;
  /** Ends the sentence that begins with "must be". */
  readonly what: string;
}

/** The values of `format` in the schemas of config keys. */
export const CONFIG_FORMATS: Readonly<Record<string, ConfigFormat>> = {
  host: {
    isValid: (text) => readHostPattern(text) !== null,
    what: "a host without a port, such as example.com, *.example.com or [::1]",
  },
  proxy: {
    isValid: isProxy,
    what: "an address (10.0.0.7), a range (10.0.0.0/8), loopback, linklocal or uniquelocal",
  },
};

function isProxy(text: string): boolean {
  try {
    compile(text);
    return true;
  } catch {
    return false;
  }
}
