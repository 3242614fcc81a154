/** The child's side of `startServer`: tells where it listens, and its CPU time when asked. */
export function tellParent(url: string): void {
  // Nobody is left to stop it.
  process.on("disconnect", () => process.exit(0));
  process.on("message", () => process.send?.({ seconds: cpuSeconds() }));
  process.send?.({ url });
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
