import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { it, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { RestoredOrder } from '../../cli/restore/restore-order.ts';
import type { LostOrder } from '../../cli/restore/restore-orders.ts';
import { playRestore } from '../e2e/restore-scenario.ts';
import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';
import { accessToken } from './access-token.ts';
import type { Deployment } from './deployment.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';
import { openRunbook } from './runbook.ts';

const { tenant } = SCENARIO_TENANT;

/** Plays docs/how-to/restore.md: the table goes back, and every order still ends. */
export function checkRestore(played: () => DeploymentUnderTest): void {
  it('ends every order by the commands of the runbook, with each effect once', { timeout: 240_000 }, async () => {
    const { deployment, target } = played();
    const directory = join(deployment.directory, 'restore');
    await mkdir(join(directory, 'tenants'), { recursive: true });
    const file = await readFile(join(deployment.directory, 'tenants-first', `${tenant}.json`));
    await writeFile(join(directory, 'tenants', `${tenant}.json`), file);
    const { EMULATOR_PROGRAMS } = z.object({ EMULATOR_PROGRAMS: z.string().min(1) }).parse(process.env);
    const runbook = await openRunbook({ page: 'docs/how-to/restore.md', directory, programs: EMULATOR_PROGRAMS });
    onTestFinished(() => runbook.close());
    const api = await apiAddress(deployment);
    onTestFinished(() => api.close());

    await runbook.play('On AWS', 0);
    await playRestore({
      target,
      async backUp() {
        await runbook.set({ TENANT: tenant, TABLE: `${tenant}-orders`, PREFIX: tenant });
        await runbook.run('aws dynamodb create-backup --table-name "$TABLE" --backup-name before');
        await runbook.set({ SINCE: new Date().toISOString() });
      },
      async restore() {
        await runbook.play('1. Stop the functions');
        // The point-in-time recovery of the emulator restores the present.
        await runbook.play('2. Restore beside', 1);
        await runbook.play('3. Put it in place');
      },
      async recordOrders() {
        await runbook.play('4. Record what the orders did');
        const read = async (name: string) => linesOf(await readFile(join(directory, name), 'utf8'));
        return {
          restored: (await read('restored.jsonl')) as readonly RestoredOrder[],
          lost: (await read('lost-orders.jsonl')) as readonly LostOrder[],
        };
      },
      async open() {
        await runbook.set({ API: api.url, TOKEN: await accessToken(deployment, 'privacy') });
        await runbook.play('5. Erase again');
        await runbook.play('6. Start the functions');
      },
    });
  });
}

function linesOf(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

interface ApiAddress {
  readonly url: string;
  close(): Promise<void>;
}

/** Gives the API an address of its own: the emulator finds it by the host name, which this machine cannot look up. */
async function apiAddress({ awsUrl, outputs }: Deployment): Promise<ApiAddress> {
  const [apiId] = new URL(outputs.ApiUrl).host.split('.');
  const server = createServer((incoming, reply) => {
    const headers = { ...incoming.headers, host: `${apiId}.execute-api.localhost` };
    const outgoing = request(new URL(incoming.url ?? '/', awsUrl), { method: incoming.method, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    outgoing.once('error', (error) => reply.destroy(error));
    incoming.pipe(outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
