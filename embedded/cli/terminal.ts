import { styleText } from 'node:util';

/** The environment and the output of a command. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether output may carry colours. */
  readonly colours: boolean;
  /** Writes a line to the standard output. */
  print(line: string): void;
  /** Writes a line to the standard error. */
  printError(line: string): void;
}

/** Returns the terminal of this process. Colours need a TTY, and NO_COLOR turns them off (https://no-color.org). */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  return {
    env: process.env,
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
    print: (line) => console.log(line),
    printError: (line) => console.error(line),
  };
}

/** A reader such as `head` may close the pipe early. The command still finishes, and has its exit code. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** Colours of the commands, by meaning. */
const STYLES = { good: 'green', bad: 'red', warning: 'yellow', quiet: 'dim' } as const;

/** Colours a text. */
export type Paint = (meaning: keyof typeof STYLES, text: string) => string;

/** Creates the painter of a terminal, which returns texts unchanged when the terminal has no colours. */
export function painter(colours: boolean): Paint {
  return (meaning, text) => (colours ? styleText(STYLES[meaning], text, { validateStream: false }) : text);
}

/** Formats the local time of day: `20:37:16`. */
export function clockTime(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Formats a duration for people: `312 ms`, `1.3 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
