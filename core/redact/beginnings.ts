/** How many characters of a text are its beginning. */
const LENGTH = 3;

/** The first three characters of a text, as a number below this. */
const NUMBERS = 4_096;

/** How the texts begin that are looked for. Most texts have none of these beginnings, and are not searched further. */
export interface Beginnings {
  /** Returns false only if none of the texts is a part of this one. */
  mayBeIn(text: string): boolean;
}

/** Returns the beginnings of texts. A text that is shorter than a beginning may be in every text. */
export function beginningsOf(texts: readonly string[]): Beginnings {
  if (texts.some((text) => text.length < LENGTH)) return { mayBeIn: () => true };
  const known = new Uint8Array(NUMBERS);
  for (const text of texts) known[numberOf(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2))] = 1;
  return {
    mayBeIn(text) {
      let first = text.charCodeAt(0);
      let second = text.charCodeAt(1);
      for (let at = LENGTH - 1; at < text.length; at += 1) {
        const third = text.charCodeAt(at);
        if (known[numberOf(first, second, third)] === 1) return true;
        first = second;
        second = third;
      }
      return false;
    },
  };
}

function numberOf(first: number, second: number, third: number): number {
  return (first * 961 + second * 31 + third) % NUMBERS;
}
