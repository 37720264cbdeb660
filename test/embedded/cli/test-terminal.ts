import type { Terminal } from '../../../embedded/cli/terminal.ts';

/** A terminal that remembers what was written to it. */
export interface TestTerminal extends Terminal {
  readonly printed: string[];
  readonly complained: string[];
}

/** Makes a terminal without colours. */
export function testTerminal(env: Readonly<Record<string, string>> = {}): TestTerminal {
  const printed: string[] = [];
  const complained: string[] = [];
  return {
    env,
    colours: false,
    printed,
    complained,
    print: (line) => printed.push(line),
    complain: (line) => complained.push(line),
  };
}
