import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { order } from '../../embedded/cli/order.ts';
import { restoreBundles } from '../helpers/bundle-cache.ts';
import { testTerminal } from './cli/test-terminal.ts';

const ANY_PORT = { PORT: '0', AWS_PORT: '0', SANDBOX_PORT: '0' };

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'main-'));
  await restoreBundles(dataDir, JSON.parse(await readFile('tenants/demo.json', 'utf8')));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, maxRetries: 5 });
});

function start(env: Readonly<Record<string, string>>) {
  const settings = { PATH: process.env.PATH, ...ANY_PORT, DATA_DIR: dataDir, ...env };
  const child = spawn(process.execPath, ['embedded/main.ts'], { env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exited, complaints: text(child.stderr) };
}

/** Starts the system and reads its URL from its first line. */
async function ready() {
  const system = start({});
  const lines = createInterface(system.child.stdout)[Symbol.asyncIterator]();
  const { value } = await lines.next();
  // The rest is read and dropped, so that the pipe never fills.
  system.child.stdout.resume();
  const url = /^Ready: (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(value))?.[1] ?? `no URL in: ${value}`;
  return { ...system, url };
}

it('serves orders, stops at SIGTERM with 0, and knows its orders after the next start', {
  timeout: 60_000,
}, async () => {
  const first = await ready();
  const send = async (url: string) => {
    const terminal = testTerminal({ DATA_DIR: dataDir });
    const code = await order(['examples/new-order.json', '--idempotency-key', 'k', '--url', url], terminal);
    return { code, lines: terminal.printed };
  };
  const sent = await send(first.url);
  expect(sent).toMatchObject({ code: 0, lines: expect.arrayContaining(['Complete']) });
  first.child.kill('SIGTERM');
  expect([await first.exited, await first.complaints]).toEqual([0, '']);

  const second = await ready();
  expect(await send(second.url)).toEqual(sent);
  second.child.kill('SIGINT');
  expect(await second.exited).toBe(0);
});

it('does not start when a port is in use, and names the variable', { timeout: 60_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const { exited, complaints } = start({ PORT: String(port) });
  expect([await exited, await complaints]).toEqual([
    1,
    expect.stringMatching(new RegExp(`^Port ${port} is in use: set PORT to another port`)),
  ]);
  other.close();
});

it('names a setting that cannot be used', async () => {
  const { exited, complaints } = start({ PORT: 'http', TENANT: 'Demo' });
  expect([await exited, await complaints]).toEqual([
    1,
    expect.stringMatching(/^PORT: expected .*\nTENANT: expected .*\n$/),
  ]);
});
