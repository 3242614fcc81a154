/** Names in code are camelCase, names in SQL snake_case. Both ways are exact for names that match /^[a-z][a-zA-Z0-9]*$/. */
export function toSnakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function toCamelCase(name: string): string {
  return name.replace(/(?<=[^_])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
