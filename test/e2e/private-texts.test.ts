import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { ORDER_EVENT_TYPES } from '../../core/order/order-event-types.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { waitUntilAtRest } from './scenarios.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const SOON = { timeout: 15_000 };

/** What the order says about a person, in fields that say so and in others. */
const FIRST = 'Zqfirst';
const LAST = "Zq O'Last";
const STREET = 'Zqstreet 7';
const NOTE = 'Zqnote for the concierge';
const GIFT = 'Zqgift';
const OWNER = 'zq-owner-17';
const EMAIL = 'zq.mail@example.org';
const MARKERS = [FIRST, LAST, STREET, NOTE, GIFT, OWNER, EMAIL];

/** What nobody wrote into the order, but looks like somebody's number. */
const PHONE = '0171 2345678';

const order = (orderType: string) => ({
  order_type: orderType,
  external_id: 'shop-0815',
  country: 'GB',
  owner: OWNER,
  ...(orderType !== 'new' && { subscriptionRef: 'A-S1' }),
  orderItems: [{ id: 'item-1', offer: { path: '/offers2/Digital Monthly' }, giftRecipient: { name: GIFT } }],
  customerDetails: { firstName: FIRST, lastName: LAST, email: EMAIL },
  deliveryDetails: { address1: STREET },
  customFields: { note: NOTE },
});

/** What a partner, a receiver and an operator write. */
const SAID = `${FIRST.toUpperCase()} ${LAST} of ${STREET} (${OWNER}, ${EMAIL}, ${PHONE}) says: ${NOTE}, for ${GIFT}`;
const replyWith = (status: number) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-person': encodeURIComponent(LAST) });
  response.end(JSON.stringify({ message: SAID, echo: JSON.stringify(order('new')), ref: 'P-1' }));
};

let partner: WebhookReceiver;
let system: TestSystem;
const logged: string[] = [];
beforeAll(async () => {
  partner = await startWebhookReceiver();
  partner.answers('/refuse', replyWith(422));
  partner.answers('/hook', replyWith(200));
  const callout = (id: string, path: string) => ({
    id,
    name: 'calloutPlugin',
    critical: true,
    options: { endpoint: `${partner.url}${path}`, rejectUnlessOk: true },
  });
  system = await startTestSystem({
    tenant: {
      tenant: 'demo',
      processOrder: [
        { ...callout('asked', '/ok'), when: 'order.customFields.note' },
        { ...callout('cut', '/ok'), when: '$substringAfter(order.owner, "-")' },
        callout('refused', '/refuse'),
      ],
      postProcessOrder: [],
      overrides: [
        {
          name: 'approved',
          match: { orderType: ['renew'] },
          processOrder: [{ ...callout('approval', '/ok'), waitFor: 'callback' }],
        },
        {
          name: 'broken',
          match: { orderType: ['credit'] },
          processOrder: [{ ...callout('broken', '/ok'), when: '$number(order.customFields.note) > 1' }],
        },
      ],
      webhooks: [
        {
          name: 'slim',
          url: `${partner.url}/hook`,
          payload: 'slim',
          signingSecret: 'receiver',
          events: Object.keys(ORDER_EVENT_TYPES),
        },
      ],
    },
    localHosts: [new URL(partner.url).host],
    onLog: (line) => logged.push(JSON.stringify(line)),
  });
}, 60_000);
afterAll(async () => {
  await system.close();
  await partner.close();
});

async function submit(orderType: string): Promise<string> {
  const { status, body } = await system.api('POST', '/orders', order(orderType));
  expect(status, JSON.stringify(body)).toBe(202);
  return (body as OrderView).id;
}

/** Returns the markers that a text holds, in whatever case or spelling. */
function markersIn(text: string): string[] {
  const lowerCase = text.toLowerCase();
  return [...MARKERS, PHONE].filter((marker) =>
    [marker, encodeURIComponent(marker), JSON.stringify(marker).slice(1, -1)].some((form) =>
      lowerCase.includes(form.toLowerCase()),
    ),
  );
}

/** Returns everything that leaves the system about an order, by where it leaves. */
async function everythingOf(id: string): Promise<Readonly<Record<string, string>>> {
  const paths = ['', '/process-events', '/events'];
  const shown = await Promise.all(
    paths.map(async (path) => {
      const { body } = await system.api('GET', `/orders/${id}${path}`);
      // The view of an order names its owner: an id, or an address that is masked.
      return [`GET${path}`, path === '' ? { ...(body as OrderView), owner: null } : body];
    }),
  );
  const deliveries = (await system.api('GET', `/webhooks/deliveries?order=${id}`)).body;
  const places: Record<string, unknown> = {
    ...Object.fromEntries(shown),
    deliveries,
    bus: system.runtime.events().filter(({ detail }) => JSON.stringify(detail).includes(id)),
    webhooks: partner.received('/hook').filter(({ body }) => body.includes(id)),
    log: logged,
  };
  return Object.fromEntries(Object.entries(places).map(([place, value]) => [place, JSON.stringify(value)]));
}

async function expectNoMarkers(id: string): Promise<void> {
  const places = await everythingOf(id);
  const found = Object.entries(places).map(([place, text]) => [place, markersIn(text)]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.keys(places).map((place) => [place, []])));
}

async function firstDelivery(id: string): Promise<void> {
  await expect.poll(async () => (await everythingOf(id)).deliveries?.includes('"reply"'), SOON).toBe(true);
}

describe('what others write about an order', () => {
  it('leaves without personal data: replies and messages of a partner, of receivers and of operators', async () => {
    const id = await submit('new');
    await waitUntilAtRest(system, id);
    const resumed = await system.api('POST', `/orders/${id}/resume`, { reason: SAID }, { prefer: 'wait=20' });
    expect(resumed.status).toBe(422);
    expect((await system.api('POST', `/orders/${id}/steps/refused/skip`, { reason: SAID })).status).toBe(200);
    expect((await system.api('POST', `/orders/${id}/cancel`, { reason: SAID })).status).toBe(200);
    await firstDelivery(id);

    await expectNoMarkers(id);
    const { items } = (await system.api('GET', `/orders/${id}/process-events`))
      .body as ResponseBody<'ProcessEventList'>;
    // What support needs stays.
    expect(JSON.stringify(items)).toContain('P-1');
    expect(JSON.stringify(items)).toContain('shop-0815');
    expect(items[0]?.plugins.map(({ skipped }) => skipped)).toEqual([
      'when: order.customFields.note gave a text',
      'when: $substringAfter(order.owner, "-") gave a text',
      expect.stringMatching(/^Operator: \[personal\].* says: \[personal\]/),
    ]);
    expect(items[1]?.operations.map(({ reason }) => reason)).toEqual(Array(3).fill(expect.stringContaining('says: ')));
  }, 60_000);

  it('leaves without personal data: the answer of another system', async () => {
    const id = await submit('renew');
    const error = { code: 'refused', message: SAID };
    const answer = () => system.api('POST', `/orders/${id}/steps/approval/callback`, { error });
    await expect.poll(async () => (await answer()).status, SOON).toBe(200);
    await answer();
    const { status, failure } = await waitUntilAtRest(system, id);
    expect({ status, code: failure?.code }).toEqual({ status: 'failed', code: 'refused' });
    expect(failure?.message).toContain('says: ');
    await firstDelivery(id);
    await expectNoMarkers(id);
  }, 60_000);

  it('leaves without personal data: the error of an expression', async () => {
    const id = await submit('credit');
    expect(await waitUntilAtRest(system, id)).toMatchObject({ failure: { code: 'expression_failed' } });
    await firstDelivery(id);
    await expectNoMarkers(id);
  }, 60_000);

  it('shows all of it to those who may read the payload', async () => {
    const id = await submit('new');
    const { body } = await system.api('GET', `/orders/${id}/payload`);
    expect(markersIn(JSON.stringify(body))).toEqual(MARKERS);
  });
});

describe('the reason of an erasure', () => {
  it('does not name the person once the orders of the person are erased', async () => {
    const id = await submit('new');
    await waitUntilAtRest(system, id);
    const reason = `Ticket 17: ${FIRST} ${LAST}, ${STREET}, ${PHONE}`;
    const accepted = await system.api('POST', '/erasures', { orderIds: [id], reason });
    const { id: erasure } = accepted.body as ResponseBody<'Erasure'>;
    const certificate = async () => (await system.api('GET', `/erasures/${erasure}`)).body as ResponseBody<'Erasure'>;
    await expect.poll(async () => (await certificate()).status, SOON).toBe('complete');
    expect(markersIn(JSON.stringify(await certificate()))).toEqual([]);
    expect((await certificate()).reason).toContain('Ticket 17');
  }, 60_000);
});
