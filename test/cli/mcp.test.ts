import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mcp } from '../../cli/mcp.ts';
import { ISSUER_PATHS, readClientCredentials } from '../../embedded/oidc/client-credentials.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';
import { agentOf } from '../helpers/mcp-client.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';

const SLOW_TEST = 60_000;

let dataDir: string;
let system: TestSystem;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mcp-'));
  system = await startTestSystem({ dataDir });
});
afterAll(async () => {
  await system.close();
  await rm(dataDir, { recursive: true, maxRetries: 5 });
});

/** Starts the command as an agent does, and connects to it. */
async function connect(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['cli/main.ts', 'mcp', '--url', system.runtime.apiUrl, ...args],
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...env },
    stderr: 'pipe',
  });
  const reported = text(transport.stderr as Readable);
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  await client.connect(transport);
  return { ...agentOf(client), reported };
}

it('lets an agent read by default, as the auditor of the running system', { timeout: SLOW_TEST }, async () => {
  const agent = await connect();
  const tools = await agent.tools();
  expect(tools).toEqual(expect.arrayContaining(['listOrders', 'getConfig', 'listDeliveries']));
  for (const name of ['cancelOrder', 'addNote', 'getOrderPayload']) expect(tools).not.toContain(name);
  expect(await agent.call('listOrders')).toMatchObject({ isError: false, data: { items: [] } });
  expect(await agent.call('cancelOrder', { id: 'order-1', reason: 'No.' })).toMatchObject({
    isError: true,
    problem: expect.stringContaining('--allow-actions'),
  });
  await agent.client.close();
  expect(await agent.reported).toContain('which may only read');
});

it('lets an agent act if it is started so, and reports each act before it', { timeout: SLOW_TEST }, async () => {
  const agent = await connect(['--allow-actions']);
  expect(await agent.tools()).toEqual(expect.arrayContaining(['cancelOrder', 'getOrderPayload']));
  const missing = `order-${'0'.repeat(32)}`;
  expect(await agent.call('addNote', { id: missing, text: 'Looked at it.' })).toMatchObject({
    isError: true,
    status: 404,
  });
  await agent.client.close();
  expect(await agent.reported).toContain(`acts: addNote, POST /orders/${missing}/notes, "Looked at it."`);
});

it('takes the credentials of a client of any issuer', { timeout: SLOW_TEST }, async () => {
  const credentials = await readClientCredentials(dataDir, 'channel');
  const agent = await connect(['--allow-actions'], {
    DATA_DIR: join(dataDir, 'elsewhere'),
    TOKEN_URL: `${system.runtime.apiUrl}${ISSUER_PATHS.token}`,
    CLIENT_ID: credentials?.clientId ?? '',
    CLIENT_SECRET: credentials?.clientSecret ?? '',
    SCOPE: 'orders:read',
  });
  const tools = await agent.tools();
  expect(tools).toContain('getOrder');
  expect(tools).not.toContain('cancelOrder');
  await agent.client.close();
});

it('says what is wrong before an agent sends anything', async () => {
  const env = { DATA_DIR: join(dataDir, 'elsewhere') };
  const url = ['--url', system.runtime.apiUrl];
  const nowhere = ['--url', 'http://127.0.0.1:9'];
  const failing = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    expect(mcp(args, testTerminal({ ...env, ...more }))).rejects;
  await failing(url).toThrow('has no client with the role auditor');
  await failing([...url, '--role', 'king']).toThrow('--role: expected one of');
  await failing(nowhere, { TOKEN: 'x' }).toThrow('http://127.0.0.1:9 does not answer');
  await failing(url, { TOKEN_URL: 'https://a.example' }).toThrow('set all three, or TOKEN');
  const credentials = { CLIENT_ID: 'a', CLIENT_SECRET: 'b' };
  await failing(url, { ...credentials, TOKEN_URL: 'http://a.example' }).toThrow('expected an https URL');
  const tokenUrl = `${system.runtime.apiUrl}${ISSUER_PATHS.token}`;
  await failing(url, { ...credentials, TOKEN_URL: tokenUrl }).toThrow('TOKEN_URL returned no token, but status 401');
});

it('exits with 2 and the reason if it cannot start', async () => {
  const run = promisify(execFile)(process.execPath, ['cli/main.ts', 'mcp', '--url', 'nowhere'], { env: {} });
  await expect(run).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--url') });
});
