import type { FailureReport, ReportedProblem } from "./failure-report.ts";

/** Sent by the page's script; the front answers it as soon as the app is back. */
export const PROBE_HEADER = "x-mega-probe";

/** The page a browser sees while the app cannot run. Shows itself out: it opens the address again when the app is back. */
export function renderErrorPage(report: FailureReport): string {
  const framed = report.problems.some((problem) => problem.frame !== null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The app cannot run · ${escapeHtml(report.code)}</title>
<style>${STYLE}</style>
<noscript><meta http-equiv="refresh" content="2"></noscript>
</head>
<body>
<main>
<p class="code">${escapeHtml(report.code)}</p>
${report.problems.map(section).join("\n")}
${report.hint === null ? "" : `<p class="hint"><b>hint</b> ${escapeHtml(report.hint)}</p>`}
${report.stack === null ? "" : `<details${framed ? "" : " open"}><summary>Stack</summary><pre>${escapeHtml(report.stack)}</pre></details>`}
<footer>Correct it and save: this page opens again by itself.</footer>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function section({ message, place, frame }: ReportedProblem): string {
  return `<section>
<h1>${escapeHtml(message)}</h1>
${place === null ? "" : `<p class="place">${escapeHtml(place)}</p>`}
${frame === null ? "" : `<pre>${frame.split("\n").map(frameLine).join("\n")}</pre>`}
</section>`;
}

function frameLine(line: string): string {
  return line.startsWith(">") ? `<mark>${escapeHtml(line)}</mark>` : escapeHtml(line);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** Asks in one long request whether the app is back; a front that is gone is asked again each second. */
const SCRIPT = `(async () => {
  for (;;) {
    const answer = await fetch(location.href, { method: "HEAD", headers: { "${PROBE_HEADER}": "1" }, cache: "no-store" }).catch(() => null);
    if (answer && answer.status === 204) return location.replace(location.pathname + location.search);
    await new Promise((resolve) => setTimeout(resolve, answer ? 50 : 1000));
  }
})();`;

const STYLE = `
:root { color-scheme: light dark; --ground: #fbfaf8; --text: #1d1b19; --quiet: #6d6862; --line: #e4dfd8; --panel: #fff; --accent: #b3261e; --mark: #fdeceb; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #171615; --text: #ece9e4; --quiet: #a09a92; --line: #35322e; --panel: #201e1c; --accent: #ff8a80; --mark: #3b2220; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 58rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 4rem) clamp(1rem, 4vw, 2rem); }
.code { margin: 0 0 .75rem; color: var(--accent); font: 600 .85rem/1.4 ui-monospace, monospace; letter-spacing: .02em; }
section + section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
h1 { margin: 0 0 .5rem; font-size: clamp(1.15rem, 2.6vw, 1.5rem); line-height: 1.35; white-space: pre-wrap; overflow-wrap: anywhere; }
.place { margin: 0 0 .75rem; color: var(--quiet); font: .9rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: 0; padding: 1rem; overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; font: .85rem/1.6 ui-monospace, monospace; }
mark { display: inline-block; min-width: 100%; margin: 0 -1rem; padding: 0 1rem; background: var(--mark); color: inherit; }
.hint { margin: 1.25rem 0; padding: .75rem 1rem; border-left: 3px solid var(--accent); background: var(--panel); white-space: pre-wrap; }
details { margin-top: 1.25rem; }
summary { margin-bottom: .75rem; color: var(--quiet); cursor: pointer; }
footer { margin-top: 2rem; color: var(--quiet); font-size: .9rem; }
`;
