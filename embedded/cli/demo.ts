import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoContext, playScenario } from './demo-scenario.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { followOrder } from './follow-order.ts';
import { createMoneyReader } from './money-moved.ts';
import { openOrderClient } from './order-client.ts';
import { readArguments } from './read-arguments.ts';
import { FIRST_ORDER } from './ready-message.ts';
import { EXIT, runCommand } from './run-command.ts';
import { startSystem } from './start-system.ts';
import { stopSignal } from './stop-signal.ts';
import { painter, type Terminal } from './terminal.ts';

const ROOT = new URL('../../', import.meta.url);

const USAGE = `npm run demo [-- --all]
Starts the system in a temporary folder on free ports, sends ${FIRST_ORDER}, shows its steps and stops.
With --all it sends every order of examples/scenario.json and checks how each one ends.`;

const NEXT = `
Next:
  npm start                                  start the same system and keep its data
  npm run order -- ${FIRST_ORDER}  send this order to it
`;

/** Starts a temporary system, runs one order or all examples through it, and stops it. */
export async function demo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { flags } = readArguments(args, { usage: USAGE, options: [], flags: ['all'], positionals: [] });
  const { TENANT } = readEnvironment(terminal.env);
  const stop = stopSignal();
  const dataDir = await mkdtemp(join(tmpdir(), 'order-demo-'));
  try {
    const environment = { PORT: 0, AWS_PORT: 0, SANDBOX_PORT: 0, DATA_DIR: dataDir, TENANT };
    return await runDemo(environment, flags.has('all') ? playScenario : sendFirstOrder, terminal, stop);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function runDemo(
  environment: Environment,
  play: (stage: DemoContext) => Promise<boolean>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const system = await startSystem(environment);
  try {
    terminal.print(`Ready: ${system.apiUrl}\n`);
    const client = await openOrderClient({ url: system.apiUrl, dataDir: environment.DATA_DIR });
    const paint = painter(terminal.colours);
    const money = createMoneyReader(system.sandboxUrl);
    const succeeded = await play({
      print: terminal.print,
      paint,
      moneyMoved: () => money.next(),
      async send(file) {
        const submitted = await client.submit(await readFile(new URL(file, ROOT), 'utf8'), undefined);
        return followOrder(submitted, { read: (id) => client.read(id), print: terminal.print, paint, signal });
      },
    });
    terminal.print(NEXT);
    return succeeded ? EXIT.done : EXIT.failed;
  } finally {
    await system.close();
  }
}

async function sendFirstOrder({ moneyMoved, paint, print, send }: DemoContext): Promise<boolean> {
  const { status } = await send(FIRST_ORDER);
  print(paint('quiet', `  Zuora: ${(await moneyMoved()).join(', ')}`));
  return status === 'complete';
}

if (import.meta.main) await runCommand(demo);
