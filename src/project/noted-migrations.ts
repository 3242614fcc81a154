/**
 * The names of the migrations that were ever applied from a project's folder, noted before they are by
 * `runtime/dev/note-migrations.ts`. Not there while nothing was.
 */
export const NOTED_MIGRATIONS = ".mega/migrated.json";
