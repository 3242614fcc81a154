/** The cookies of one visitor. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** The `cookie` header, or undefined when there are none. */
  header(): string | undefined {
    if (this.#cookies.size === 0) return undefined;
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Takes what an answer sets or takes away. */
  keep(setCookie: string | readonly string[] | undefined): void {
    for (const line of [setCookie ?? []].flat()) {
      const [pair = "", ...attributes] = line.split(/;\s*/);
      const at = pair.indexOf("=");
      const name = pair.slice(0, at);
      if (attributes.some(isPast)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }
}

function isPast(attribute: string): boolean {
  const [name = "", value = ""] = attribute.split("=");
  if (name.toLowerCase() === "max-age") return Number(value) <= 0;
  return name.toLowerCase() === "expires" && Date.parse(value) <= Date.now();
}
