import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explainStart, tenantFile } from '../../../embedded/cli/start-system.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenants-'));
  const files = ['demo.json', 'acme.json', 'order-processing.schema.json', 'notes.md'];
  await Promise.all(files.map((file) => writeFile(join(directory, file), '')));
});

afterAll(() => rm(directory, { recursive: true }));

it('finds the file of a tenant', async () => {
  expect(await tenantFile('demo', directory)).toBe(join(directory, 'demo.json'));
});

it('lists the tenants when one does not exist', async () => {
  await expect(tenantFile('nobody', directory)).rejects.toMatchObject({
    name: 'StartRefused',
    message: `${directory} has no nobody.json: set TENANT to one of acme, demo.`,
  });
});

const environment = {
  PORT: 3000,
  AWS_PORT: 3001,
  SANDBOX_PORT: 3100,
  LOCAL_HOSTS: [],
  DATA_DIR: '.data/demo',
  TENANT: 'demo',
};

/** Returns the error of listening on a port that is in use. */
async function portTaken(): Promise<Error & { readonly port: number }> {
  const first = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => first.once('listening', resolve));
  const { port } = first.address() as { port: number };
  const second = createServer().listen(port, '127.0.0.1');
  const error = await new Promise<Error>((resolve) => second.once('error', resolve));
  await new Promise((resolve) => first.close(resolve));
  return Object.assign(error, { port });
}

it.each(['PORT', 'AWS_PORT', 'SANDBOX_PORT'])('names %s when its port is in use', async (variable) => {
  const taken = await portTaken();
  const wrapped = new Error('The endpoint did not start.', { cause: taken });
  for (const error of [taken, wrapped]) {
    expect(explainStart(error, { ...environment, [variable]: taken.port })).toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(new RegExp(`^Port ${taken.port} is in use: set ${variable} to another port`)),
      cause: error,
    });
  }
});

it.each([
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
  Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }),
])('explains a start on a full disk: %s', (error) => {
  expect(explainStart(error, environment)).toMatchObject({
    name: 'StartRefused',
    message: `The disk of ${environment.DATA_DIR} is full: free some space, then start again.`,
    cause: error,
  });
});

it('returns any other error unchanged', async () => {
  const foreign = await portTaken();
  for (const error of [new Error('No.'), 'No.', foreign]) expect(explainStart(error, environment)).toBe(error);
});
