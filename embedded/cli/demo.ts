import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine, PACKAGE_ROOT } from '../../project/package-root.ts';
import { openProject, type Project } from '../../project/project.ts';
import { type DemoContext, playScenario } from './demo-scenario.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { followOrder } from './follow-order.ts';
import { createMoneyReader } from './money-moved.ts';
import { openOrderClient } from './order-client.ts';
import { readArguments } from './read-arguments.ts';
import { afterDemo, FIRST_ORDER } from './ready-message.ts';
import { EXIT } from './run-command.ts';
import { startSystem } from './start-system.ts';
import { stopSignal } from './stop-signal.ts';
import { painter, type Terminal } from './terminal.ts';

const USAGE = `${commandLine('demo', '[--all] [--stage <stage>]')}
Starts the system in a temporary folder on free ports, sends ${FIRST_ORDER}, shows its steps and stops.
With --all it sends the orders of examples/ one after the other and checks how each one ends. --stage names a stage of the tenant file.`;

/** Starts a temporary system, runs one order or all examples through it, and stops it. */
export async function demo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { flags, options } = readArguments(args, { usage: USAGE, options: ['stage'], flags: ['all'], positionals: [] });
  const given = { ...terminal.env, ...(options.stage !== undefined && { STAGE: options.stage }) };
  const { LOCAL_HOSTS, STAGE, TENANT } = readEnvironment(given);
  const stop = stopSignal();
  const dataDir = await mkdtemp(join(tmpdir(), 'order-demo-'));
  try {
    const environment = { PORT: 0, AWS_PORT: 0, SANDBOX_PORT: 0, LOCAL_HOSTS, DATA_DIR: dataDir, STAGE, TENANT };
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
  const project = await projectOf(terminal);
  const system = await startSystem(environment, { project });
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
        const submitted = await client.submit(await readFile(join(PACKAGE_ROOT, file), 'utf8'), undefined);
        return followOrder(submitted, { read: (id) => client.read(id), print: terminal.print, paint, signal });
      },
    });
    terminal.print(afterDemo(environment, await readdir('tenants').catch(() => [])));
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

/** The demo's own tenant and plugins, unless the environment names another tenant. */
function projectOf({ env }: Terminal): Promise<Project> {
  return env.TENANT ? openProject() : openProject(PACKAGE_ROOT);
}
