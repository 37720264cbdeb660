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
