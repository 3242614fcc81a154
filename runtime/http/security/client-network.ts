/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, which is what one customer is given
 * (RFC 6177). A text that is no address counts as itself.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address.slice(0, LONGEST_ADDRESS);
  const text = address.toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = text.split("::", 2);
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return `${groups
    .slice(0, GROUPS / 2)
    .map(withoutZeros)
    .join(":")}::`.slice(0, LONGEST_ADDRESS);
}

const GROUPS = 8;

/** `0000:0000:0000:0000:0000:ffff:255.255.255.255` */
const LONGEST_ADDRESS = 45;

/** An address at the end in the writing of IPv4 is two groups. */
function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":").flatMap((group) => (group.includes(".") ? ["v4", "v4"] : [group]));
}

function withoutZeros(group: string): string {
  return group.replace(/^0+(?=.)/, "");
}
