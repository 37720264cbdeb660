import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SandboxCredentials, startSandbox } from '../../sandbox/sandbox.ts';
import { newCredentials, runSandbox, sender, tokenOf } from './running-sandbox.ts';
import { CATALOG } from './zuora/catalog.ts';
import { newOrder } from './zuora/zuora-requests.ts';

const SANDBOX = new URL('../../sandbox/sandbox.ts', import.meta.url).href;
const KEY = { 'idempotency-key': 'order-1#zuora' };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sends a request with a chosen Host header, which `fetch` does not allow. */
async function sendFrom(address: string, method: string, from: Record<string, string>) {
  const [response] = await once(httpRequest(address, { method, headers: from }).end(), 'response');
  return { status: response.statusCode as number, text: (await response.toArray()).join('') as string };
}

async function inOwnProcess(
  stateFile: string,
  credentials: SandboxCredentials,
): Promise<{ child: ChildProcess; url: string }> {
  const options = JSON.stringify({ port: 0, stateFile, credentials, zuoraCatalog: CATALOG });
  const program = `import { startSandbox } from '${SANDBOX}'; console.log((await startSandbox(${options})).url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}

describe('startSandbox', () => {
  it('restores its state after the process was killed', async () => {
    const stateFile = join(temporaryFolder(), 'partners.jsonl');
    const credentials = newCredentials();
    const { child, url } = await inOwnProcess(stateFile, credentials);
    const token = await tokenOf(`${url}/zuora/oauth/token`, credentials.zuora);
    const first = await sender(`${url}/zuora`, `Bearer ${token}`)('POST', '/v1/orders', newOrder('S-1'), KEY);
    const effects = (await sender(url)('GET', '/__effects')).body;
    child.kill('SIGKILL');
    await once(child, 'exit');

    const running = await runSandbox({ stateFile, credentials });
    expect(await running.effects()).toEqual(effects);
    const oldToken = sender(`${running.url}/zuora`, `Bearer ${token}`);
    const again = await oldToken('POST', '/v1/orders', newOrder('S-1'), KEY);
    expect(again).toMatchObject({ status: 200, body: first.body as object });
    expect(await running.effects()).toEqual(effects);
    expect((await oldToken('GET', '/v1/subscriptions/S-1')).body).toMatchObject({ success: true });
  });

  it('writes no token, password or card number to its state file', async () => {
    const stateFile = join(temporaryFolder(), 'partners.jsonl');
    const running = await runSandbox({ stateFile });
    await running.zuora('POST', '/v1/payment-methods', { type: 'CreditCard', cardNumber: '4111111111111111' }, KEY);
    await running.provisioning('POST', '/orders', { id: 'order-1' }, KEY);
    const { receiver, zuora, salesforce, provisioning } = running.credentials;
    const basic = Buffer.from(`${receiver.username}:${receiver.password}`).toString('base64');
    await running.send('POST', '/receiver/crm', {}, { authorization: `Basic ${basic}` });
    await running.close();
    const state = readFileSync(stateFile, 'utf8');
    expect(state).toContain('webhook.received');
    const secrets = [basic, receiver.signingSecret, zuora.clientSecret, salesforce.clientSecret, provisioning.password];
    for (const secret of [...secrets, '4111', 'Bearer']) expect(state).not.toContain(secret);
  });

  it('fails on a port that is taken', async () => {
    const { url, credentials } = await runSandbox();
    await expect(startSandbox({ port: Number(new URL(url).port), credentials })).rejects.toThrow('EADDRINUSE');
  });

  it('can be closed twice, and does not answer afterwards', async () => {
    const running = await runSandbox();
    await Promise.all([running.close(), running.close()]);
    await expect(running.send('GET', '/')).rejects.toThrow('fetch failed');
  });

  it('does not wait for a slow answer when it closes', async () => {
    const running = await runSandbox();
    await running.addFault({ partner: 'provisioning', fault: 'slow', times: 1, delayMs: 60_000 });
    const slow = running.provisioning('POST', '/orders', {}).catch((error: Error) => error);
    await expect.poll(running.effects, { interval: 5 }).toHaveLength(1);
    await running.close();
    expect(await slow).toBeInstanceOf(Error);
  });

  it.each([
    '/zuora/%E0%A4%A',
    '/zuora/v1/orders/%2e%2e%2f',
    '/salesforce/services/data/v60.0/sobjects/Account/%00',
    '/provisioning/requests/%F0%9F%98%80',
    '/receiver/%zz',
    '/%zz?%zz=%zz',
    '/zuora',
    '/zuora/__proto__/constructor',
    '/__proto__',
    '/constructor',
  ])('answers the odd URL %s with a 4xx status and keeps running', async (path) => {
    const running = await runSandbox();
    const answer = await running.send('GET', path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect((await running.send('GET', '/')).status).toBe(200);
  });

  it.each([
    ['a name that was rebound to this machine', { host: 'evil.example:3100', origin: 'http://evil.example:3100' }],
    ['a rebound name without an origin', { host: 'evil.example:3100' }],
    ['a page on another site', { host: 'localhost:3100', origin: 'http://evil.example' }],
    ['a page of another port', { host: 'localhost:3100', origin: 'http://localhost:3000' }],
  ])('rejects a call by %s, and stores nothing', async (_, from) => {
    const running = await runSandbox();
    await running.provisioning('POST', '/orders', { id: 'order-1' }, KEY);
    const requests = (await running.send('GET', '/__requests')).body;
    const calls = ['GET /', 'GET /__webhooks', 'POST /__reset', 'POST /__faults', 'POST /provisioning/orders'];
    for (const [method = '', path] of calls.map((call) => call.split(' '))) {
      const answer = await sendFrom(running.url + path, method, from);
      expect(answer.status).toBe(403);
      const message = expect.stringMatching(/^Expected .* found .*(evil\.example|localhost:3000).*: call /);
      expect(JSON.parse(answer.text)).toEqual({ message });
    }
    expect((await running.send('GET', '/__requests')).body).toEqual(requests);
    expect(await running.effects()).toHaveLength(1);
  });

  it.each([
    ['127.0.0.1:3100', {}],
    ['localhost:3100', {}],
    ['[::1]:3100', {}],
    ['localhost:3100', { origin: 'http://localhost:3100' }],
  ])('accepts a call to %s on this machine', async (host, more) => {
    const running = await runSandbox();
    const answer = await sendFrom(`${running.url}/__effects`, 'GET', { host, ...more });
    expect(answer).toEqual({ status: 200, text: '[]' });
    expect((await sendFrom(`${running.url}/__reset`, 'POST', { host, ...more })).status).toBe(204);
  });

  it('rejects a body over 10 MB', async () => {
    const running = await runSandbox();
    expect((await running.provisioning('POST', '/orders', 'x'.repeat(11 * 1024 * 1024))).status).toBe(413);
    expect(await running.effects()).toEqual([]);
  });

  it('survives a client that disconnects in the middle of a body', async () => {
    const running = await runSandbox();
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /provisioning/orders HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{"id"');
    socket.destroy();
    expect((await running.send('GET', '/')).status).toBe(200);
    expect(await running.effects()).toEqual([]);
  });
});
