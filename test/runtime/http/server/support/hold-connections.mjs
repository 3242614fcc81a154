// Opens connections and says nothing on them; tells when all are open, and when all were closed.
import { once } from "node:events";
import { connect } from "node:net";

const [port, count] = process.argv.slice(2).map(Number);
const AT_ONCE = 100;
const closed = [];
for (let opened = 0; opened < count; opened += AT_ONCE) {
  const sockets = Array.from({ length: AT_ONCE }, () =>
    connect(port, "127.0.0.1")
      .on("error", () => {})
      .resume(),
  );
  for (const socket of sockets) closed.push(once(socket, "close"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
}
console.log("open");
await Promise.all(closed);
console.log("closed");
