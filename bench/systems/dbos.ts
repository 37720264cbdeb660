import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, postJson, startProgram, stopProgram, untilReady } from './processes.ts';
import { type System, SystemMissing, type SystemOptions } from './system.ts';

const PEERS = fileURLToPath(new URL('../peers', import.meta.url));

/** Starts PostgreSQL with its defaults (synced commits) and a service with the TypeScript SDK of DBOS. */
export async function startDbos({ directory, target }: SystemOptions): Promise<System> {
  const programs = findPostgres();
  const user = postgresUser();
  const data = join(directory, 'postgres');
  mkdirSync(data);
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid ?? user.uid);
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'bench', '--auth=trust'], {
    stdio: 'ignore',
    cwd: '/',
    ...user,
  });
  const [database, service] = [await freePort(), await freePort()];
  const postgres = startProgram({
    program: join(programs, 'postgres'),
    args: ['-D', data, '-p', String(database), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    cwd: '/',
    log: join(directory, 'postgres.log'),
    ...user,
  });
  const sdk = startProgram({
    program: process.execPath,
    args: ['dbos-service.mjs'],
    cwd: PEERS,
    log: join(directory, 'service.log'),
    env: { PORT: String(service), TARGET: target, DATABASE_URL: `postgresql://bench@127.0.0.1:${database}/dbos` },
  });
  const url = `http://127.0.0.1:${service}`;
  const run = async (): Promise<void> => {
    await (await postJson(url, {}, { 'idempotency-key': randomUUID() })).arrayBuffer();
  };
  await untilReady([postgres, sdk], run);
  return {
    name: 'DBOS',
    pids: [postgres.pid ?? 0, sdk.pid ?? 0],
    directory,
    run,
    async close() {
      await stopProgram(sdk);
      await stopProgram(postgres, 'SIGINT');
    },
  };
}

function findPostgres(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const folders = [...(process.env.PATH ?? '').split(':'), ...versions.map((version) => join(root, version, 'bin'))];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found === undefined) throw new SystemMissing('PostgreSQL is not installed, so DBOS is left out.');
  return found;
}

/** Returns the user to run PostgreSQL as, because it refuses to run as root. */
function postgresUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  try {
    const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch (cause) {
    throw new SystemMissing('PostgreSQL does not run as root, and there is no user "postgres".', { cause });
  }
}
