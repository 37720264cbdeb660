import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmulator } from '../../../scripts/test-deploy/emulator.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-emulator-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const HEALTHY = `require('node:http').createServer((_, reply) => reply.end(JSON.stringify({
  auth: process.env.AUTH, region: process.env.MINISTACK_REGION }))).listen(process.env.GATEWAY_PORT, process.env.BIND_HOST)`;

function start(script: string, { program = process.execPath, signal = new AbortController().signal } = {}) {
  const command = [program, '-e', script] as const;
  return startEmulator({ command, env: process.env, region: 'eu-west-1', log: join(folder, 'log'), signal });
}

const temporaryFolders = async () => (await readdir(folder)).filter((name) => name.startsWith('emulator-'));

describe('startEmulator', () => {
  it('starts the program on a free local port, and leaves nothing behind', async () => {
    const emulator = await start(HEALTHY);

    const reply = await fetch(`${emulator.url}/_ministack/health`);
    expect(await reply.json()).toEqual({ auth: 'true', region: 'eu-west-1' });
    expect(await temporaryFolders()).toHaveLength(1);

    await emulator.close();
    await expect(fetch(emulator.url)).rejects.toThrow('fetch failed');
    expect(await temporaryFolders()).toEqual([]);
  });

  it('reports the log of a program that exits instead of answering', async () => {
    await expect(start('console.error("no such module"); process.exit(1)')).rejects.toMatchObject({
      name: 'EmulatorNotReady',
      message: expect.stringContaining('no such module'),
    });
    expect(await temporaryFolders()).toEqual([]);
  });

  it('reports a program that does not exist', async () => {
    await expect(start('', { program: join(folder, 'nothing') })).rejects.toMatchObject({
      name: 'EmulatorNotReady',
      message: expect.stringContaining('nothing could not be started'),
      cause: { code: 'ENOENT' },
    });
  });

  it('stops a program that has not answered yet when aborted', async () => {
    const signal = AbortSignal.timeout(300);
    await expect(start('setInterval(() => {}, 1000)', { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await temporaryFolders()).toEqual([]);
  });
});
