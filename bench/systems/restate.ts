import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, postJson, startProgram, stopProgram, untilReady } from './processes.ts';
import { type System, SystemMissing, type SystemOptions } from './system.ts';

const PEERS = fileURLToPath(new URL('../peers', import.meta.url));

/** Starts Restate's server and a service with its TypeScript SDK, both with default settings. */
export async function startRestate({ directory, target }: SystemOptions): Promise<System> {
  const program = join(
    PEERS,
    `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
  if (!existsSync(program)) throw new SystemMissing('Restate has no server for this platform.');
  const [ingress, admin, node, service] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const server = startProgram({
    program,
    args: ['--base-dir', join(directory, 'restate')],
    cwd: directory,
    log: join(directory, 'restate.log'),
    env: {
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_LISTEN_MODE: 'tcp',
      RUST_LOG: 'warn',
      DO_NOT_TRACK: '1',
    },
  });
  const sdk = startProgram({
    program: process.execPath,
    args: ['restate-service.mjs'],
    cwd: PEERS,
    log: join(directory, 'service.log'),
    env: { PORT: String(service), TARGET: target },
  });
  await untilReady([server, sdk], () =>
    postJson(`http://127.0.0.1:${admin}/deployments`, { uri: `http://127.0.0.1:${service}` }),
  );
  return {
    name: 'Restate',
    pids: [server.pid ?? 0, sdk.pid ?? 0],
    directory,
    async run() {
      const response = await postJson(
        `http://127.0.0.1:${ingress}/orders/run`,
        {},
        { 'idempotency-key': randomUUID() },
      );
      await response.arrayBuffer();
    },
    async close() {
      await Promise.all([stopProgram(sdk), stopProgram(server)]);
    },
  };
}
