import { stripVTControlCharacters } from "node:util";

/** Columns lined up by two spaces, without borders; an empty table is an empty text. */
export function tableView(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
