import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { afterFailure, type EndpointState } from '../../../core/webhooks/endpoint-state.ts';
import { createEndpointStore, type EndpointStore } from '../../../lambdas/webhook-store/endpoint-store.ts';

const NOW = new Date('2026-03-02T09:30:00.000Z');

let table: InMemoryTable;
let endpoints: EndpointStore;
let webhook: string;
let count = 0;
beforeAll(async () => {
  table = await startTable();
  endpoints = createEndpointStore(table.client, table.table);
});
afterAll(() => table.close());
beforeEach(() => {
  count += 1;
  webhook = `webhook-${count}`;
});

describe('the endpoint store', () => {
  it('counts every failure of requests that end at the same time', async () => {
    const fail = () => endpoints.change(webhook, (state) => afterFailure(state, NOW));
    await Promise.all([fail(), fail(), fail(), fail()]);
    expect(await endpoints.get(webhook)).toMatchObject({ window: { requests: 4, failures: 4 } });
  });

  it('writes nothing if nothing changes', async () => {
    expect(await endpoints.change(webhook, (state) => state)).toEqual({});
    expect(await endpoints.replace(webhook, {}, { lastFailureAt: 'now' })).toBe(true);
  });

  it('gives up if another writer is faster every time', async () => {
    const other = createEndpointStore(table.client, table.table);
    let changes = 0;
    const original = table.client.send.bind(table.client);
    // The other store writes between each read and write of this one.
    const slow = createEndpointStore(
      Object.assign(Object.create(table.client), {
        async send(command: Parameters<typeof original>[0]) {
          if (command.constructor.name === 'UpdateCommand') {
            changes += 1;
            await other.change(webhook, () => ({ lastFailureAt: String(changes) }));
          }
          return original(command);
        },
      }),
      table.table,
    );
    await expect(slow.change(webhook, () => ({ recoveredAt: 'now' }))).rejects.toThrow(
      'changed during each of 8 tries',
    );
    expect(await endpoints.get(webhook)).toEqual({ lastFailureAt: '8' });
  });

  it('allows only one of two concurrent probes', async () => {
    const open: EndpointState = { breaker: { openUntil: NOW.toISOString(), openings: 1 } };
    await endpoints.change(webhook, () => open);
    const probing = (openings: number): EndpointState => ({ breaker: { openUntil: 'later', openings, probing: true } });
    const results = await Promise.all([
      endpoints.replace(webhook, open, probing(1)),
      endpoints.replace(webhook, open, probing(2)),
    ]);
    expect(results.toSorted()).toEqual([false, true]);
    expect(await endpoints.replace(webhook, open, probing(3))).toBe(false);
  });

  it('keeps the state of each endpoint separately', async () => {
    await endpoints.change(webhook, (state) => afterFailure(state, NOW));
    expect(await endpoints.get(`${webhook}-other`)).toEqual({});
  });
});
