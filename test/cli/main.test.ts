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
import { testTerminal } from '../embedded/cli/test-terminal.ts';
import { linkBundles } from '../helpers/bundle-cache.ts';

const ANY_PORT = { PORT: '0', AWS_PORT: '0', SANDBOX_PORT: '0' };

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'main-'));
  await linkBundles(dataDir, 'tenants/demo.json');
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, maxRetries: 5 });
});

function start(env: Readonly<Record<string, string>>, command = [process.execPath, 'cli/launch.js', 'start']) {
  const settings = { PATH: process.env.PATH, ...ANY_PORT, DATA_DIR: dataDir, ...env };
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exited, complaints: text(child.stderr) };
}

/** Starts the system and reads its URL from its first line. */
async function ready(command?: string[]) {
  const system = start({}, command);
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

it('stops when the npm that started it gets a SIGTERM, as supervisors send it', { timeout: 60_000 }, async () => {
  const { child, url } = await ready(['npm', 'start', '--silent']);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const pid = Number(await readFile(join(dataDir, 'runtime.pid'), 'utf8'));
  expect(pid).not.toBe(child.pid);
  child.kill('SIGTERM');
  await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

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
    2,
    expect.stringMatching(/^PORT: expected .*\nTENANT: expected .*\n$/),
  ]);
});
