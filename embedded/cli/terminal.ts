import { styleText } from 'node:util';

/** What a command has around it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether output may carry colours. */
  readonly colours: boolean;
  /** Writes a line to the standard output. */
  print(line: string): void;
  /** Writes a line to the standard error. */
  complain(line: string): void;
}

/** The terminal of this process; colours only on a TTY, and never with NO_COLOR (https://no-color.org). */
export function processTerminal(): Terminal {
  return {
    env: process.env,
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
    print: (line) => console.log(line),
    complain: (line) => console.error(line),
  };
}

/** The colours that the commands use, by meaning. */
const STYLES = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim' } as const;

/** Gives a text its colour. */
export type Paint = (meaning: keyof typeof STYLES, text: string) => string;

/** Makes the painter of a terminal: one that leaves texts alone when the terminal has no colours. */
export function painter(colours: boolean): Paint {
  return (meaning, text) => (colours ? styleText(STYLES[meaning], text, { validateStream: false }) : text);
}

/** `20:37:16`: the local time of day. */
export function clockTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** `312 ms`, `1.3 s`, `2 min 5 s`: a duration for people. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
