import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAccessKey } from '../../../embedded/aws/access-key.ts';
import { awsEnv } from '../../../embedded/cli/aws-env.ts';
import { credentialsFile } from '../../../embedded/credentials-file.ts';
import { openClients } from '../../../embedded/oidc/client-credentials.ts';
import { testTerminal } from './test-terminal.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'aws-env-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

it('prints settings that a shell can evaluate', async () => {
  const key = await openAccessKey(dataDir);
  const terminal = testTerminal({ AWS_PORT: '4001', DATA_DIR: dataDir });
  expect(await awsEnv([], terminal)).toBe(0);
  const script = `${terminal.printed.join('\n')}\nenv | grep ^AWS_ | sort`;
  const env = { PATH: process.env.PATH, AWS_SESSION_TOKEN: 'of another key', AWS_PROFILE: 'work' };
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env });
  expect(stdout.trim().split('\n')).toEqual([
    `AWS_ACCESS_KEY_ID=${key.accessKeyId}`,
    'AWS_DEFAULT_REGION=eu-west-1',
    'AWS_ENDPOINT_URL=http://127.0.0.1:4001',
    'AWS_REGION=eu-west-1',
    `AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
  ]);
});

it('keeps the key beside the clients, readable by its owner only', async () => {
  const key = await openAccessKey(dataDir);
  const { byRole } = await openClients(dataDir);
  expect(await openAccessKey(dataDir)).toEqual(key);
  expect((await openClients(dataDir)).byRole).toEqual(byRole);
  expect((await stat(credentialsFile(dataDir))).mode & 0o777).toBe(0o600);
});

it('says that the system must run first', async () => {
  await expect(awsEnv([], testTerminal({ DATA_DIR: dataDir }))).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining('start the system with npm start first'),
  });
});
