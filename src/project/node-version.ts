/** The versions of Node that mega runs on, as package.json says it. */
export const NODE_RANGE = "^20.19 || ^22.12 || >=24";

/** Whether a version is in NODE_RANGE. */
export function runsOnNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}
