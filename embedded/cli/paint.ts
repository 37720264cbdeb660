import { styleText } from 'node:util';

/** The colours that the commands use, by meaning. */
const STYLES = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim' } as const;

/** Gives a text its colour. */
export type Paint = (meaning: keyof typeof STYLES, text: string) => string;

/** Makes the painter of a terminal: one that leaves texts alone when the terminal has no colours. */
export function painter(colours: boolean): Paint {
  return (meaning, text) => (colours ? styleText(STYLES[meaning], text, { validateStream: false }) : text);
}
