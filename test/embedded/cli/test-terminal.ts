import type { Terminal } from '../../../embedded/cli/terminal.ts';

/** A terminal that records what is written to it. */
export interface TestTerminal extends Terminal {
  readonly printed: string[];
  readonly errors: string[];
}

/** Creates a terminal without colours. */
export function testTerminal(env: Readonly<Record<string, string>> = {}): TestTerminal {
  const printed: string[] = [];
  const errors: string[] = [];
  return {
    env,
    colours: false,
    printed,
    errors,
    print: (line) => printed.push(line),
    printError: (line) => errors.push(line),
  };
}
