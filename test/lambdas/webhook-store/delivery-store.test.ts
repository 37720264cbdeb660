import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { newOrderId } from '../../../core/order/order-ids.ts';
import type { DeliveryRecord } from '../../../core/webhooks/delivery-record.ts';
import {
  createDeliveryStore,
  type DeliveryStore,
  type DeliveryTurn,
} from '../../../lambdas/webhook-store/delivery-store.ts';

let table: InMemoryTable;
let deliveries: DeliveryStore;
let turn: DeliveryTurn;
beforeAll(async () => {
  table = await startTable();
  deliveries = createDeliveryStore(table.client, table.table);
});
afterAll(() => table.close());
beforeEach(() => {
  turn = {
    orderId: newOrderId(),
    sequence: 1,
    webhook: 'crm-feed',
    eventType: 'order.submitted',
    orderType: 'new',
    round: 1,
    owner: 'execution-1',
    now: at(0),
    ownedUntil: at(30),
  };
});

function at(seconds: number): string {
  return new Date(Date.parse('2026-03-02T09:30:00.000Z') + seconds * 1000).toISOString();
}

async function claimed(): Promise<DeliveryRecord> {
  const delivery = await deliveries.claim(turn);
  if (delivery === undefined) throw new TypeError('Expected the claim to hold.');
  return delivery;
}

const ending = (delivery: DeliveryRecord) => ({
  claimed: delivery,
  attempt: { round: 1, startedAt: at(0), durationMs: 12, status: 500, reply: 'no' },
  status: 'waiting' as const,
  now: at(1),
  ownedUntil: at(3600),
  nextTryAt: at(6),
});

describe('a delivery', () => {
  it('is claimed once until its lease expires', async () => {
    const results = await Promise.all([1, 2, 3].map(() => deliveries.claim(turn)));
    expect(results.filter((result) => result !== undefined)).toHaveLength(1);
    expect(await deliveries.claim({ ...turn, now: at(30) })).toBeUndefined();
    expect(await deliveries.claim({ ...turn, now: at(30.001) })).toMatchObject({ attempts: [{}, {}] });
  });

  it('is finished once, by the host that claimed it', async () => {
    const delivery = await claimed();
    expect(await deliveries.finish(ending(delivery))).toBe(true);
    expect(await deliveries.finish(ending(delivery))).toBe(false);
    expect(await deliveries.get(turn)).toMatchObject({
      status: 'waiting',
      nextTryAt: at(6),
      attempts: [{ status: 500 }],
    });
  });

  it('is not finished by a host that lost its claim', async () => {
    const late = await claimed();
    await deliveries.claim({ ...turn, owner: 'execution-2', now: at(31), ownedUntil: at(61) });
    expect(await deliveries.finish({ ...ending(late), status: 'delivered' })).toBe(false);
    expect(await deliveries.get(turn)).toMatchObject({ status: 'sending', owner: 'execution-2' });
  });

  it('that has ended is neither claimed nor postponed', async () => {
    await deliveries.finish({ ...ending(await claimed()), status: 'delivered' });
    expect(await deliveries.claim({ ...turn, now: at(9999) })).toBeUndefined();
    expect(await deliveries.pause({ ...turn, now: at(9999) }, { status: 'waiting', nextTryAt: at(1) })).toBeUndefined();
    expect(await deliveries.get(turn)).toMatchObject({ status: 'delivered' });
  });

  it('starts a new round once if two callers read the same state', async () => {
    await deliveries.finish(ending(await claimed()));
    const read = await deliveries.get(turn);
    if (read === undefined) throw new TypeError('Expected a delivery.');
    const rounds = await Promise.all([deliveries.startRound(read, at(7)), deliveries.startRound(read, at(7))]);
    expect(rounds.filter((round) => round !== undefined)).toMatchObject([{ round: 2, status: 'waiting', putOff: 0 }]);
    expect(await deliveries.claim({ ...turn, now: at(7) })).toBeUndefined();
    expect(await deliveries.claim({ ...turn, round: 2, owner: 'execution-2', now: at(7) })).toMatchObject({ round: 2 });
  });

  it('keeps only the replies of its latest attempts', async () => {
    const delivery = await claimed();
    const attempt = { round: 1, startedAt: at(0), status: 500, reply: 'x'.repeat(1000) };
    const many = {
      ...delivery,
      attempts: [...Array.from({ length: 24 }, () => attempt), { round: 1, startedAt: at(0) }],
    };
    // The item has one attempt: the host that claimed the 25th finds another count.
    expect(await deliveries.finish({ ...ending(many), attempt })).toBe(false);
    for (let made = 1; made < 25; made += 1) {
      await deliveries.finish({ ...ending((await deliveries.get(turn)) ?? delivery), attempt });
      await deliveries.claim({ ...turn, now: at(2) });
    }
    await deliveries.finish({ ...ending((await deliveries.get(turn)) ?? delivery), attempt });
    const replies = (await deliveries.get(turn))?.attempts.map(({ reply }) => reply?.length);
    expect(replies).toEqual([...Array.from({ length: 5 }, () => undefined), ...Array.from({ length: 20 }, () => 1000)]);
  });
});
