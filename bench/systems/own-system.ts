import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, postJson, startProgram, stopProgram, untilReady } from './processes.ts';
import type { System, SystemOptions } from './system.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A tenant whose three steps call the target, one after the other. */
function tenantFile(target: string): object {
  const step = (id: string): object => ({
    name: 'calloutPlugin',
    id,
    service: 'limio',
    critical: true,
    options: { endpoint: `${target}/${id}` },
  });
  return {
    tenant: 'bench',
    outbound: { allowedHosts: [new URL(target).hostname] },
    processOrder: ['one', 'two', 'three'].map(step),
  };
}

/** Returns the options of Node that `npm start` sets. */
async function nodeOptions(): Promise<readonly string[]> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/** Starts this project: `startRuntime` in a child process. */
export async function startOwnSystem({ directory, target }: SystemOptions): Promise<System> {
  const file = join(directory, 'bench.json');
  await writeFile(file, JSON.stringify(tenantFile(target)));
  const port = await freePort();
  const options = { tenantFile: file, dataDir: join(directory, 'data'), port, awsPort: 0, sandboxUrl: target };
  const child = startProgram({
    program: process.execPath,
    args: [
      ...(await nodeOptions()),
      join(ROOT, 'bench/systems/run-own-system.ts'),
      JSON.stringify(options),
      join(directory, 'ready.json'),
    ],
    cwd: ROOT,
    log: join(directory, 'own.log'),
  });
  const { apiUrl, token } = await untilReady(
    [child],
    async () => JSON.parse(await readFile(join(directory, 'ready.json'), 'utf8')) as { apiUrl: string; token: string },
  );
  const order: unknown = JSON.parse(await readFile(join(ROOT, 'examples/new-order.json'), 'utf8'));
  return {
    name: 'this project',
    pids: [child.pid ?? 0],
    directory,
    async run() {
      const response = await postJson(`${apiUrl}/orders`, order, {
        authorization: `Bearer ${token}`,
        prefer: 'wait=25',
        'idempotency-key': randomUUID(),
      });
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`Expected status 201 for the order, found ${response.status}.`);
    },
    close: () => stopProgram(child),
  };
}
