const PARTIAL = "{{> account/nav}}";

/** Puts the links to sign in and out at the end of a layout's navigation. A layout that has no place for them stays as it is. */
export function withNavigation(layout: string): string {
  if (layout.includes("account/nav")) return layout;
  const end = /^([ \t]*)<\/nav>/m.exec(layout);
  if (!end) return layout;
  const newline = layout.includes("\r\n") ? "\r\n" : "\n";
  return `${layout.slice(0, end.index)}${end[1]}  ${PARTIAL}${newline}${layout.slice(end.index)}`;
}
