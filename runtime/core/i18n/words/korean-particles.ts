/** Particles that depend on the sound before them: after a consonant, then after a vowel. */
const PARTICLES = {
  은: ["은", "는"],
  이: ["이", "가"],
  을: ["을", "를"],
  과: ["과", "와"],
  이어야: ["이어야", "여야"],
  으로: ["으로", "로"],
} as const;

/** A particle, named by its form after a consonant. */
export type Particle = keyof typeof PARTICLES;

/**
 * A word with its particle: `글이`, `제목을`, `5가`. What stands in backticks, quotes or brackets counts by its last letter
 * inside. Both forms are given (`post을(를)`) where the sound is not known: how a foreign word is spoken is not how it ends.
 */
export function withParticle(word: string, particle: Particle): string {
  const [closed, open] = PARTICLES[particle];
  const ending = endingOf(word);
  if (ending === "unknown") return `${word}${bothForms(closed, open)}`;
  // 로 follows ㄹ as it follows a vowel: 서울로.
  const isOpen = ending === "open" || (ending === "ㄹ" && particle === "으로");
  return `${word}${isOpen ? open : closed}`;
}

type Ending = "open" | "closed" | "ㄹ" | "unknown";

/** The digits by how they are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGITS: ReadonlyMap<string, Ending> = new Map([
  ["0", "closed"],
  ["1", "ㄹ"],
  ["2", "open"],
  ["3", "closed"],
  ["4", "open"],
  ["5", "open"],
  ["6", "closed"],
  ["7", "ㄹ"],
  ["8", "ㄹ"],
  ["9", "open"],
]);
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const FINAL_RIEUL = 8;

function endingOf(word: string): Ending {
  const spoken = word.normalize("NFC").replace(/[\s`"'”’)\]}>.!?]+$/u, "");
  const last = spoken.slice(-1);
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    const final = (code - FIRST_SYLLABLE) % FINALS;
    return final === 0 ? "open" : final === FINAL_RIEUL ? "ㄹ" : "closed";
  }
  return DIGITS.get(last) ?? "unknown";
}

function bothForms(closed: string, open: string): string {
  if (closed.endsWith(open)) return `(${closed.slice(0, -open.length)})${open}`;
  return `${closed}(${open})`;
}
