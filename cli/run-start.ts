import { runCommand } from '../embedded/cli/run-command.ts';
import { serve } from '../embedded/cli/serve.ts';
import type { SpareThreads } from '../embedded/lambda/spare-threads.ts';

/**
 * Runs the command `start`.
 *
 * @param args that follow it
 * @param spareThreads threads for functions that have begun already. @default none
 */
export function runStart(args: readonly string[], spareThreads?: SpareThreads): Promise<void> {
  return runCommand((rest, terminal) => serve(rest, terminal, spareThreads), args);
}
