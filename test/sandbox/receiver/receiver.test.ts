import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { basic, type RunningSandbox, runSandbox } from '../running-sandbox.ts';

const BODY = JSON.stringify({ type: 'order.completed', sequence: 2, orderId: 'order-1' });

function signed(
  { credentials }: RunningSandbox,
  id: string,
  body = BODY,
  timestamp = new Date(),
): Record<string, string> {
  const signature = new Webhook(credentials.receiver.signingSecret).sign(id, timestamp, body);
  const seconds = Math.floor(timestamp.getTime() / 1000);
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signature };
}

const received = async ({ send }: RunningSandbox) => (await send('GET', '/__webhooks')).body;

describe('the webhook receiver', () => {
  it('accepts a signed webhook, and a repeat of it without another effect', async () => {
    const running = await runSandbox();
    for (const _ of [1, 2]) {
      const answer = await running.send('POST', '/receiver/crm', BODY, signed(running, 'order-1#2'));
      expect(answer).toMatchObject({ status: 204, body: '' });
    }
    expect(await running.effects()).toMatchObject([
      {
        partner: 'receiver',
        kind: 'webhook.received',
        key: 'order-1#2',
        name: 'crm',
        type: 'order.completed',
        sequence: 2,
        verified: true,
      },
    ]);
    const webhook = { name: 'crm', verified: true, body: JSON.parse(BODY), headers: { 'webhook-id': 'order-1#2' } };
    expect(await received(running)).toMatchObject([
      { ...webhook, repeat: false },
      { ...webhook, repeat: true },
    ]);
  });

  it('keeps the headers and the body as they were sent, so that a library can verify what is stored', async () => {
    const running = await runSandbox();
    const body = '{ "type": "order.completed",\n  "amount": 10.50, "note": "\\u00e9" }';
    await running.send('POST', '/receiver/crm', body, signed(running, 'order-1#3', body));
    const stored = (await received(running)) as readonly { rawBody: string; headers: Record<string, string> }[];
    const [{ rawBody, headers } = { rawBody: '', headers: {} }] = stored;
    expect(rawBody).toBe(body);
    const webhook = new Webhook(running.credentials.receiver.signingSecret);
    expect(webhook.verify(rawBody, headers)).toEqual(JSON.parse(body));
    expect(() => webhook.verify(JSON.stringify(JSON.parse(body)), headers)).toThrow('No matching signature');
  });

  it('keeps a body that is too deep to be parsed as text', async () => {
    const running = await runSandbox();
    for (const body of [
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    ]) {
      const answer = await running.send('POST', '/receiver/crm', body, signed(running, String(body.length), body));
      expect(answer.status).toBe(204);
    }
    expect(await received(running)).toMatchObject([{ body: expect.any(String) }, { body: expect.any(String) }]);
  });

  it('counts the same webhook at two receivers twice', async () => {
    const running = await runSandbox();
    for (const name of ['crm', 'warehouse']) {
      await running.send('POST', `/receiver/${name}`, BODY, signed(running, 'order-1#2'));
    }
    expect((await running.effects()).map(({ name }) => name)).toEqual(['crm', 'warehouse']);
  });

  it('accepts basic auth alone, and never shows it', async () => {
    const running = await runSandbox();
    const authorization = basic(running.credentials.receiver);
    expect((await running.send('POST', '/receiver/crm', BODY, { authorization })).status).toBe(204);
    const shown = JSON.stringify([await received(running), await running.effects()]);
    expect(shown).not.toContain(authorization.slice('Basic '.length));
    expect(shown).not.toContain('authorization');
  });

  it('finds type and sequence in a nested event too', async () => {
    const running = await runSandbox();
    const body = JSON.stringify({ event: { type: 'order.failed', sequence: 3 }, order: {} });
    await running.send('POST', '/receiver/crm', body, signed(running, 'x', body));
    expect(await running.effects()).toMatchObject([{ type: 'order.failed', sequence: 3 }]);
  });

  const anHourAgo = (): Date => new Date(Date.now() - 3_600_000);
  it.each([
    ['no proof', () => ({})],
    ['a wrong signature', (running: RunningSandbox) => signed(running, 'order-1#2', '{"other":true}')],
    ['an old signature', (running: RunningSandbox) => signed(running, 'order-1#2', BODY, anHourAgo())],
    ['a wrong password', () => ({ authorization: basic({ username: 'receiver-client', password: 'no' }) })],
    [
      'a valid signature and a wrong password',
      (running: RunningSandbox) => ({ ...signed(running, 'order-1#2'), authorization: 'Basic eDp5' }),
    ],
  ])('rejects a webhook with %s, and records it', async (_, headersOf) => {
    const running = await runSandbox();
    const answer = await running.send('POST', '/receiver/crm', BODY, headersOf(running));
    expect(answer.status).toBe(401);
    expect(await running.effects()).toMatchObject([{ kind: 'webhook.received', verified: false }]);
    expect((await running.send('POST', '/receiver/crm', BODY, signed(running, 'order-1#2'))).status).toBe(204);
    expect(await running.effects()).toMatchObject([{ verified: false }, { verified: true }]);
  });

  it('accepts a body that is not JSON, and supports only POST', async () => {
    const running = await runSandbox();
    await running.send('POST', '/receiver/crm', 'plain', signed(running, 'x', 'plain'));
    expect(await received(running)).toMatchObject([{ body: 'plain', verified: true }]);
    expect(await running.effects()).toMatchObject([{ type: null, sequence: null }]);
    expect((await running.send('GET', '/receiver/crm')).status).toBe(404);
    expect((await running.send('POST', '/receiver/', BODY)).status).toBe(404);
  });
});
