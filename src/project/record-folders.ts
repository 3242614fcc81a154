/** Names the folder of the decision records, as adr-tools has it. */
export const RECORDS_POINTER = ".adr-dir";

/** Where records lie otherwise, in the order in which they are looked for; the first is where new ones go. */
export const RECORD_FOLDERS = ["docs/adr", "doc/adr", "docs/decisions", "docs/adrs"] as const;
