import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webhookHeaders } from '../../lambdas/webhook-sender/webhook-credentials.ts';

interface PageEvent {
  readonly id: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly type: string;
}

interface PageCode {
  verifyEvent(secret: string, headers: Readonly<Record<string, string>>, body: string): PageEvent;
  receiveEvent(
    event: PageEvent,
    inbox: Map<string, unknown>,
    eventsAfter: (orderId: string, after: number) => Promise<readonly PageEvent[]>,
  ): Promise<readonly PageEvent[]>;
}

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const EVENTS = [1, 2, 3, 4].map((sequence) => ({
  id: `order-1#${sequence}`,
  orderId: 'order-1',
  sequence,
  type: 'order.submitted',
}));

let folder: string;
let page: PageCode;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receive-webhooks-'));
  const text = await readFile('docs/how-to/receive-webhooks.md', 'utf8');
  const blocks = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const library = JSON.stringify(import.meta.resolve('standardwebhooks'));
  const file = join(folder, 'page.ts');
  await writeFile(file, blocks.join('\n').replace("'standardwebhooks'", library));
  page = (await import(pathToFileURL(file).href)) as PageCode;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the code in docs/how-to/receive-webhooks.md', () => {
  const body = JSON.stringify(EVENTS[0]);
  const message = { id: 'order-1-1-crm', legacyName: undefined, body };
  const headers = webhookHeaders(message, { signingKeys: [SECRET], login: undefined }, new Date());

  it('accepts what the sender signs', () => {
    expect(page.verifyEvent(SECRET, headers, body)).toEqual(EVENTS[0]);
  });

  it.each([
    ['a changed byte', SECRET, headers, body.replace('order-1#1', 'order-2#1')],
    ['another key', `whsec_${Buffer.alloc(32, 4).toString('base64')}`, headers, body],
    ['another id', SECRET, { ...headers, 'webhook-id': 'order-1-2-crm' }, body],
    ['no signature', SECRET, { 'webhook-id': 'order-1-1-crm' }, body],
  ])('rejects %s', (_, secret, given, text) => {
    expect(() => page.verifyEvent(secret, given, text)).toThrow();
  });

  it('rejects what was signed ten minutes ago', () => {
    const old = new Date(Date.now() - 600_000);
    const signed = webhookHeaders(message, { signingKeys: [SECRET], login: undefined }, old);
    expect(() => page.verifyEvent(SECRET, signed, body)).toThrow('too old');
    expect(new Webhook(SECRET).sign(message.id, old, body)).toBe(signed['webhook-signature']);
  });

  it.each([
    ['in order', [1, 2, 3, 4]],
    ['backwards', [4, 3, 2, 1]],
    ['twice', [1, 1, 2, 2, 3, 3, 4, 4]],
    ['with a gap', [1, 4]],
    ['with a late repeat', [2, 4, 1, 2]],
  ])('returns each event once and in order when they arrive %s', async (_, arrivals) => {
    const inbox = new Map<string, unknown>();
    const done: number[] = [];
    for (const sequence of arrivals) {
      const event = EVENTS[sequence - 1];
      if (event === undefined) throw new TypeError(`There is no event ${sequence}.`);
      const ready = await page.receiveEvent(event, inbox, async (_orderId, after) => EVENTS.slice(after));
      done.push(...ready.map((one) => one.sequence));
    }
    expect(done).toEqual([1, 2, 3, 4]);
  });
});
