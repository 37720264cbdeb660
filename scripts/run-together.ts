import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { isHelpRequested } from './is-help-requested.ts';
import { runTogether } from './programs/run-together.ts';

// Runs command lines at the same time. CI does so with those that wait for downloads and clocks.
const USAGE = "Usage: node scripts/run-together.ts '<command line>' '<command line>' ...";
const commands = process.argv.slice(2);

if (commands.length === 0 || isHelpRequested(commands)) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const passed = await runTogether({ commands, print: (text) => console.log(text), signal: stopSignal() });
  process.exitCode = passed ? 0 : 1;
}
