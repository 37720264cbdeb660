import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailed, runCommand } from './run-command.ts';

/** Commands and where to print. */
export interface RunTogetherOptions {
  /** Command lines of a shell. */
  readonly commands: readonly string[];
  /** Receives the whole output of a command at once. */
  print(text: string): void;
  /** Stops all commands and every process that they started. */
  readonly signal: AbortSignal;
  /** @default that of this process */
  readonly env?: NodeJS.ProcessEnv;
}

/** How a command ended. `stopped`: another one failed, or the signal was aborted. */
type Ending = 'passed' | 'failed' | 'stopped';

const MARKS: Readonly<Record<Ending, string>> = { passed: '✓', failed: '✗', stopped: '■ stopped:' };

/**
 * Runs commands at the same time, and prints the output of each as a whole, in the order of the commands. The first failure stops the
 * others.
 *
 * @returns whether all of them exited with 0
 */
export async function runTogether({
  commands,
  env = process.env,
  print,
  signal,
}: RunTogetherOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'together-'));
  const failure = new AbortController();
  const run = async (command: string, index: number) => {
    const log = join(folder, `${index}.log`);
    const started = performance.now();
    const ending = await runCommand({
      program: 'bash',
      args: ['-c', command],
      env,
      log,
      signal: AbortSignal.any([signal, failure.signal]),
    }).then(
      (): Ending => 'passed',
      (error: unknown): Ending => {
        if (!(error instanceof CommandFailed)) return 'stopped';
        failure.abort();
        return 'failed';
      },
    );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const output = await readFile(log, 'utf8').catch(() => '');
    return { ending, text: `▶ ${command}\n${output.trimEnd()}\n${MARKS[ending]} ${command} (${seconds} s)` };
  };
  try {
    const running = commands.map(run);
    let passed = true;
    for (const each of running) {
      const { ending, text } = await each;
      print(text);
      passed &&= ending === 'passed';
    }
    return passed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
