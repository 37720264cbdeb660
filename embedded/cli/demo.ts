import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, readEnvironment } from './environment.ts';
import { EXIT } from './exit-codes.ts';
import { followOrder } from './follow-order.ts';
import { openOrderClient } from './order-client.ts';
import { painter } from './paint.ts';
import { readArguments } from './read-arguments.ts';
import { FIRST_ORDER } from './ready-message.ts';
import { runCommand } from './run-command.ts';
import { startSystem } from './start-system.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

const USAGE = `npm run demo
Starts the system in a directory of its own on free ports, sends ${FIRST_ORDER}, draws its steps and stops.`;

const NEXT = `
What to do next:
  npm start                                  serves the same system, and keeps its data
  npm run order -- ${FIRST_ORDER}  sends this order to it
`;

/** Runs one order through a system of its own, from start to stop. */
export async function demo(args: readonly string[], terminal: Terminal): Promise<number> {
  readArguments(args, { usage: USAGE, options: [], positionals: [] });
  const { TENANT } = readEnvironment(terminal.env);
  const stop = stopSignal();
  const dataDir = await mkdtemp(join(tmpdir(), 'order-demo-'));
  try {
    return await runDemo({ PORT: 0, AWS_PORT: 0, SANDBOX_PORT: 0, DATA_DIR: dataDir, TENANT }, terminal, stop);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runDemo(environment: Environment, terminal: Terminal, signal: AbortSignal): Promise<number> {
  const system = await startSystem(environment);
  try {
    terminal.print(`Ready: ${system.apiUrl}\n`);
    const client = await openOrderClient({ url: system.apiUrl, dataDir: environment.DATA_DIR });
    const body = await readFile(new URL(`../../${FIRST_ORDER}`, import.meta.url), 'utf8');
    const paint = painter(terminal.colours);
    const read = (id: string) => client.read(id);
    const submitted = await client.submit(body, undefined);
    const ended = await followOrder(submitted, { read, print: terminal.print, paint, signal });
    terminal.print(NEXT);
    return ended.status === 'complete' ? EXIT.done : EXIT.failed;
  } finally {
    await system.close();
  }
}

if (import.meta.main) await runCommand(demo);
