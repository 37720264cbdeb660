import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AWS_CLI = fileURLToPath(new URL('./aws-cli.py', import.meta.url));

/** A page of the documentation whose commands are played. */
export interface Runbook {
  /**
   * Runs the commands below a heading, in one shell with those before them.
   *
   * @param heading its text, or the beginning of it
   * @param block which of the blocks below the heading, from 0. @default all
   * @throws Error with the output if a command fails
   */
  play(heading: string, block?: number): Promise<void>;
  /** Runs other commands in the same shell. @throws Error as `play` */
  run(commands: string): Promise<void>;
  /** Sets variables of the shell, in place of the examples on the page. */
  set(variables: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** Where the commands of a page run. */
export interface RunbookOptions {
  /** Path of the page, from the root of the repository. */
  readonly page: string;
  /** Folder of the shell. */
  readonly directory: string;
  /** Folder of the Python programs that the emulator brings. */
  readonly programs: string;
}

/** Ends the output of a command. */
const DONE = 'runbook-done';

/** Lines of output that explain a failure. */
const LINES = 40;

/** Opens a page: a shell in which `aws` calls the emulator, and `npm run` the program of this repository. */
export async function openRunbook({ page, directory, programs }: RunbookOptions): Promise<Runbook> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const server = spawn(join(programs, 'python'), [AWS_CLI], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(server.stdout), 'line')) as [string];
  const shell = spawn('bash', ['-uo', 'pipefail'], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] });
  const output: string[] = [];
  let running: PromiseWithResolvers<void> | undefined;
  createInterface(shell.stdout).on('line', (line) => {
    if (line === DONE) running?.resolve();
    else output.push(line);
  });
  createInterface(shell.stderr).on('line', (line) => output.push(line));
  shell.once('close', () => running?.reject(new Error(`A command failed:\n${output.slice(-LINES).join('\n')}`)));

  const run = async (commands: string): Promise<void> => {
    running = Promise.withResolvers();
    output.push(commands);
    // The shell ends at the first command that fails.
    shell.stdin.write(`set -e\n${commands}\nset +e\necho ${DONE}\n`);
    await running.promise;
  };
  await run(`aws() { printf '%s\\0' "$@" | curl --silent --show-error --fail-with-body --data-binary @- http://127.0.0.1:${port}; }
npm() { ${process.execPath} ${join(ROOT, 'cli/main.ts')} "$3" "\${@:5}"; }`);
  return {
    async play(heading, block) {
      const blocks = blocksBelow(text, heading);
      for (const commands of block === undefined ? blocks : blocks.slice(block, block + 1)) await run(commands);
    },
    run,
    set: (variables) =>
      run(
        Object.entries(variables)
          .map(([name, value]) => `export ${name}='${value}'`)
          .join('\n'),
      ),
    async close() {
      shell.stdin.end();
      server.kill();
      await Promise.all(
        [shell, server].map((each) => each.exitCode === null && each.signalCode === null && once(each, 'exit')),
      );
    },
  };
}

/** Returns the shell commands between a heading and the next one. @throws Error there are none */
function blocksBelow(text: string, heading: string): readonly string[] {
  const sections = text.split(/^(?=#{2,3} )/m);
  const section = sections.find((each) => each.replace(/^#+ /, '').startsWith(heading)) ?? '';
  const blocks = Array.from(section.matchAll(/^```sh\n(.*?)^```$/gms), ([, commands = '']) => commands);
  if (blocks.length === 0) throw new Error(`Expected commands below the heading "${heading}", found none.`);
  return blocks;
}
