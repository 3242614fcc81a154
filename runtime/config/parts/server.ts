import { integer, object, TEXT, type ConfigKeys } from "../key.ts";

/** The port that all apps of a project share. */
export interface ServerConfig {
  readonly server?: Partial<ServerSettings>;
}

export interface ServerSettings {
  /** `127.0.0.1` unless said; `HOST` of the environment wins. */
  readonly host: string;
  /** 3000 unless said, 0 for any free one; `PORT` of the environment wins. */
  readonly port: number;
}

export const SERVER_KEYS: ConfigKeys = {
  server: {
    scope: "global",
    schema: object({ host: TEXT, port: integer(0, 65_535) }),
    fallback: () => ({ host: "127.0.0.1", port: 3000 }),
  },
};
