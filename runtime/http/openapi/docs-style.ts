/** The style of the page that shows the document: follows the reader's light or dark, and loads nothing. */
export const DOCS_STYLE = `:root {
  color-scheme: light dark;
  --line: light-dark(#d8dce2, #343a44);
  --soft: light-dark(#f5f6f8, #1c2027);
  --quiet: light-dark(#59636e, #9aa4b0);
  --link: light-dark(#0b57c4, #8ab4f8);
  font: 1rem/1.55 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: 0.875rem; }
nav h2 { margin: 1.25rem 0 0.25rem; font-size: 0.8125rem; color: var(--quiet); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { padding: 0.125rem 0; overflow-wrap: anywhere; }
main { padding: 1.5rem 2rem 6rem; max-width: 64rem; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.25rem; }
h3 { margin: 1.25rem 0 0.5rem; font-size: 0.9375rem; }
.version, em, small, .quiet { color: var(--quiet); }
em { font-style: normal; font-size: 0.75rem; font-weight: 400; }
small { font-size: 0.8125rem; }
details { border: 1px solid var(--line); border-radius: 0.5rem; margin: 0.5rem 0; }
summary { padding: 0.625rem 0.875rem; cursor: pointer; overflow-wrap: anywhere; }
details[open] > summary { border-bottom: 1px solid var(--line); background: var(--soft); border-radius: 0.5rem 0.5rem 0 0; }
details > div { padding: 0.25rem 0.875rem 1rem; }
details p { margin: 0.375rem 0; }
.method { display: inline-block; min-width: 4.25rem; font: 600 0.75rem ui-monospace, monospace; }
.get { color: light-dark(#0b57c4, #8ab4f8); }
.post { color: light-dark(#1a7f37, #6fdd8b); }
.put, .patch { color: light-dark(#8a5a00, #e3b341); }
.delete { color: light-dark(#b3261e, #ff8f87); }
.deprecated { text-decoration: line-through; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--quiet); font-size: 0.75rem; }
pre { margin: 0.5rem 0; padding: 0.75rem; background: var(--soft); border-radius: 0.375rem; overflow-x: auto; white-space: pre-wrap; }
.target { scroll-margin-top: 4rem; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 1.5rem 1rem 4rem; } }
`;
