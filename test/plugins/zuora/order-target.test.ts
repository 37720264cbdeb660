import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { subscriptionKey, targetProblems } from '../../../plugins/zuora/order-fields/order-target.ts';
import { useZuora } from './use-zuora.ts';

const { read, run, subscribe } = useZuora();
const RECORD = `sub-${'0a'.repeat(16)}`;
const codes = (order: JsonObject) => targetProblems(order).map(({ code }) => code);

describe('the subscription that an order names', () => {
  it.each<[JsonObject, string | undefined, string[]]>([
    [{ subscriptionRef: 'N1' }, 'N1', []],
    [{ forSubscription: { name: 'N1' } }, 'N1', []],
    [{ forSubscription: { id: RECORD, name: 'N1' } }, 'N1', []],
    [{ subscriptionId: RECORD, subscriptionRef: ' N1 ' }, 'N1', []],
    [{ subscriptionRef: 'N1', forSubscription: { name: 'N1' } }, 'N1', []],
    [{ forSubscription: { id: 'A-S00000001' } }, 'A-S00000001', []],
    [{ subscriptionId: 'A-S00000001', forSubscription: null }, 'A-S00000001', []],
    [{ forSubscription: { id: RECORD }, subscriptionId: 'A-S1' }, 'A-S1', []],
    [{ forSubscription: { id: RECORD } }, undefined, ['subscription_number_missing']],
    [{ subscriptionId: RECORD, subscriptionRef: '' }, undefined, ['subscription_number_missing']],
    [{}, undefined, ['subscription_number_missing']],
    [{ subscriptionRef: 'N1', forSubscription: { name: 'N2' } }, 'N1', ['subscription_ambiguous']],
    [{ subscriptionRef: 5 }, undefined, ['order_invalid']],
  ])('by %j is %s, with the problems %j', (order, key, expected) => {
    expect(subscriptionKey(order)).toBe(key);
    expect(codes(order)).toEqual(expected);
  });

  it('can be named by its internal id in Zuora', async () => {
    await subscribe();
    const { id } = await read('/v1/subscriptions/9HV3P0LD46NC');
    const { output } = await run({ order_type: 'renew', forSubscription: { id: id ?? null } });
    expect(output).toMatchObject({ subscriptionNumber: '9HV3P0LD46NC' });
  });
});
