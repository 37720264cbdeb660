import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { defaultDataDir, readEnvironment } from '../../../embedded/cli/environment.ts';

const usual = {
  PORT: 3000,
  AWS_PORT: 3001,
  SANDBOX_PORT: 3100,
  LOCAL_HOSTS: [],
  DATA_DIR: '.data/demo',
  TENANT: 'demo',
};

it.each([
  ['nothing', {}, usual],
  ['empty variables', { PORT: '', TENANT: ' ' }, usual],
  ['unrelated variables', { PATH: '/bin' }, usual],
  [
    'every variable',
    {
      PORT: '0',
      AWS_PORT: '65535',
      SANDBOX_PORT: '4100',
      LOCAL_HOSTS: '127.0.0.1:9998, LocalHost:9999,[::1]:1,',
      DATA_DIR: '/tmp/x',
      TENANT: 'acme-2',
      STAGE: 'test',
    },
    {
      PORT: 0,
      AWS_PORT: 65535,
      SANDBOX_PORT: 4100,
      LOCAL_HOSTS: ['127.0.0.1:9998', 'localhost:9999', '[::1]:1'],
      DATA_DIR: '/tmp/x',
      TENANT: 'acme-2',
      STAGE: 'test',
    },
  ],
  [
    'a stage, which has a data folder of its own',
    { STAGE: 'test' },
    { ...usual, STAGE: 'test', DATA_DIR: '.data/demo_TEST' },
  ],
])('reads %s', (_, variables, expected) => {
  expect(readEnvironment(variables)).toEqual(expected);
});

it.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['AWS_PORT', '3000.5'],
  ['AWS_PORT', '3e3'],
  ['SANDBOX_PORT', 'http'],
  ['LOCAL_HOSTS', 'localhost'],
  ['LOCAL_HOSTS', 'localhost:0'],
  ['LOCAL_HOSTS', '127.0.0.1:65536'],
  ['LOCAL_HOSTS', '127.0.0.1:1,10.0.0.1:80'],
  ['LOCAL_HOSTS', 'example.org:443'],
  ['TENANT', '../acme'],
  ['TENANT', 'Acme'],
  ['STAGE', 'PROD'],
  ['STAGE', '../x'],
])('rejects %s=%s and names the variable', (name, value) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(
    expect.objectContaining({
      name: 'EnvironmentInvalid',
      message: expect.stringMatching(new RegExp(`^${name}: expected .*, found '${value.replaceAll('.', '\\.')}'$`)),
    }),
  );
});

it('reports every variable at once', () => {
  expect(() => readEnvironment({ PORT: 'a', TENANT: '/' })).toThrow(/^PORT: .*\nTENANT: .*$/);
});

it('gives each tenant a folder, and leaves the data of an earlier version where it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'environment-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const inFolder = (tenant: string): string => defaultDataDir(tenant, join(folder, '.data'));
  expect([inFolder('demo'), inFolder('acme')]).toEqual([join(folder, '.data/demo'), join(folder, '.data/acme')]);
  await mkdir(join(folder, '.data'));
  await writeFile(join(folder, '.data', 'tenant.json'), '{"tenant":"demo","processOrder":[]}');
  expect([inFolder('demo'), inFolder('acme')]).toEqual([join(folder, '.data'), join(folder, '.data/acme')]);
});
