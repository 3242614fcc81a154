import { createHash } from "node:crypto";

import type { Language } from "../../core/i18n/i18n.ts";
import type { ErrorPageData } from "./error-handler.ts";

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 20vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.25rem; margin: 0; }
p { margin: 0.5rem 0 0; overflow-wrap: anywhere; white-space: pre-wrap; }
code { font: 0.9em ui-monospace, monospace; }
small { display: block; margin-top: 1.5rem; opacity: 0.65; }
`;

/** What this page may do, whatever the app's own pages may: show its style. */
export const ERROR_PAGE_POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** The page of an error when the app has no `views/error.hbs`: no script, nothing to load. */
export function errorPage(data: ErrorPageData, { locale, words }: Language): string {
  const { status, title, message, hint, requestId } = data;
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${status} ${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${status} ${escape(title)}</h1>
<p>${prose(message)}</p>${hint === undefined ? "" : `\n<p>${prose(hint)}</p>`}
<p><a href="/">${escape(words.page.home)}</a></p>
<small>${escape(words.page.request(requestId))}</small>
</main>
</body>
</html>
`;
}

/** A message, with what stands between backticks as code. */
function prose(text: string): string {
  return escape(text).replace(/`([^`\n]+)`/g, "<code>$1</code>");
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
