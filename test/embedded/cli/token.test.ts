import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClientRole } from '../../../core/access.ts';
import { token } from '../../../embedded/cli/token.ts';
import { startTestApi, type TestApi } from '../http-api/start-test-api.ts';
import { testTerminal } from './test-terminal.ts';

let test: TestApi;

beforeAll(async () => {
  test = await startTestApi();
});

afterAll(() => test.close());

const clientOf = (role: ClientRole) => test.issuer.clients.byRole[role].clientId;
const here = () => ({ PORT: String(test.api.port), DATA_DIR: test.dataDir });

it('prints a token of a channel and nothing else', async () => {
  const terminal = testTerminal(here());
  expect(await token([], terminal)).toBe(0);
  expect(terminal.printed.length).toBe(1);
  const claims = await test.issuer.verify(terminal.printed[0] ?? '');
  expect(claims).toMatchObject({ scope: 'orders:read orders:write', client_id: clientOf('channel') });
});

it('prints a token of the client of a role', async () => {
  const terminal = testTerminal(here());
  expect(await token(['--role', 'operator'], terminal)).toBe(0);
  expect(decodeJwt(terminal.printed[0] ?? '')).toMatchObject({
    scope: 'orders:read orders:operate orders:payload',
    client_id: clientOf('operator'),
  });
});

it('prints a token with the requested scopes', async () => {
  const terminal = testTerminal({ DATA_DIR: test.dataDir });
  expect(await token(['--scope', 'orders:read', '--url', `${test.api.url}/`], terminal)).toBe(0);
  expect(decodeJwt(terminal.printed[0] ?? '').scope).toBe('orders:read');
});

it.each([
  ['an unknown scope', ['--scope', 'admin'], 'invalid_scope'],
  ['a scope of another role', ['--scope', 'orders:operate'], 'invalid_scope'],
  ['an unknown role', ['--role', 'shop'], 'expected one of channel, callback, operator, auditor, privacy'],
  ['an unknown option', ['--scopes', 'a'], 'npm run -s token'],
  ['an argument', ['orders:read'], 'Expected no arguments'],
  ['an invalid URL', ['--url', 'localhost'], '--url'],
  ['a port where nothing listens', ['--url', 'http://127.0.0.1:1'], 'npm start'],
])('explains %s', async (_, args, message) => {
  const terminal = testTerminal(here());
  await expect(token(args, terminal)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(message),
  });
  expect(terminal.printed).toEqual([]);
});

it.each(['--help', '-h'])('prints its usage for %s without an error', async (flag) => {
  const terminal = testTerminal(here());
  await expect(token([flag], terminal)).rejects.toMatchObject({
    name: 'HelpRequested',
    message: expect.stringContaining('Prints a bearer token'),
  });
});

it('names the missing file when the system has never run in the folder', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'token-'));
  await expect(token([], testTerminal({ DATA_DIR: empty }))).rejects.toThrow(
    /credentials\.json has no client with the role channel: start the system with npm start first, or set TENANT, /,
  );
  await rm(empty, { recursive: true });
});

it('runs as a command with exit codes', async () => {
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    promisify(execFile)(process.execPath, ['cli/main.ts', 'token', ...args], {
      env: { ...process.env, ...here(), ...env },
    });
  const { stdout, stderr } = await run([]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^ey[\w.-]+\n$/);
  const help = await run(['--help']);
  expect(help.stdout).toMatch(/^npm run -s token .*\nPrints a bearer token .*\n$/);
  expect(help.stderr).toBe('');
  await expect(run([], { PORT: 'http' })).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^PORT: /) });
  await expect(run(['--scope', 'admin'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^http.* returned no token: invalid_scope, .*\n$/),
  });
});
