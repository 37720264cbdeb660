import type { Terminal } from '../../../embedded/cli/terminal.ts';

/** A terminal that remembers what was written to it. */
export interface TestTerminal extends Terminal {
  readonly printed: string[];
  readonly errors: string[];
}

/** Makes a terminal without colours. */
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
