/** Whether a JSON value is an object: what locale files call a group. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where an object of a JSON text starts and ends (behind its brace), with its members in order. */
export interface ScannedObject {
  readonly start: number;
  readonly end: number;
  readonly members: readonly ScannedMember[];
}

export interface ScannedMember {
  readonly key: string;
  /** Where its key starts. */
  readonly start: number;
  readonly valueStart: number;
  /** Behind its value. */
  readonly end: number;
  /** Null when its value is no object. */
  readonly object: ScannedObject | null;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Finds the places of objects in a text that JSON.parse takes, and whose root is an object. */
export function scanJson(text: string): ScannedObject {
  const tokens = [...text.matchAll(TOKEN)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  let at = 0;
  // JSON.parse has taken the text: after a token that opens there is always one that closes.
  const token = (): (typeof tokens)[number] => tokens[at]!;
  const readObject = (): ScannedObject => {
    const { start } = token();
    const members: ScannedMember[] = [];
    at++;
    while (token().text !== "}") {
      if (token().text === ",") at++;
      const key = token();
      at += 2;
      const valueStart = token().start;
      const object = readValue();
      members.push({
        key: JSON.parse(key.text) as string,
        start: key.start,
        valueStart,
        end: tokens[at - 1]!.end,
        object,
      });
    }
    return { start, end: tokens[at++]!.end, members };
  };
  const readValue = (): ScannedObject | null => {
    if (token().text === "{") return readObject();
    if (tokens[at++]!.text !== "[") return null;
    while (token().text !== "]") {
      if (token().text === ",") at++;
      else readValue();
    }
    at++;
    return null;
  };
  return readObject();
}

/** The member of that name: the last one, as JSON.parse has it. */
export function memberOf(object: ScannedObject, key: string): ScannedMember | undefined {
  return object.members.findLast((member) => member.key === key);
}
