import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { stepKey } from '../../../core/order/order-keys.ts';
import type { PluginEffect } from '../../../core/plugin/plugin-effect.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

const OUTCOMES = ['running', 'waiting', 'succeeded', 'skipped', 'declined', 'failed', 'transient', 'unknown'] as const;
type StepOutcome = (typeof OUTCOMES)[number];

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const NOW = '2026-03-02T09:30:00.000Z';
const OVER = '2026-03-02T09:29:59.999Z';
const LASTING = '2026-03-02T09:30:00.001Z';
const EFFECTS: readonly PluginEffect[] = ['idempotent', 'at-most-once'];
const RUNS = [1, 2];
const LEASES = [OVER, NOW, LASTING];

/** The same decision as the condition's, from the words of its documentation, for a step whose last run was 1. */
function mayBeClaimed(status: StepOutcome, run: number, lease: string, effect: PluginEffect): boolean {
  const decisions: Record<StepOutcome, boolean> = {
    transient: true,
    skipped: true,
    succeeded: false,
    declined: run > 1,
    failed: run > 1,
    unknown: effect === 'idempotent',
    waiting: false,
    running: effect === 'idempotent' && lease === OVER,
  };
  return decisions[status];
}

async function stepIn(status: StepOutcome, leaseUntil: string): Promise<string> {
  const orderId = newOrderId();
  const step = { stepId: 'first', plugin: 'first', service: 'test', status, run: 1, leaseUntil, skipped: 'why' };
  const attempts = [{ run: 1, startedAt: OVER, outcome: status }];
  await world.client.send(
    new PutCommand({ TableName: world.table, Item: { ...stepKey(orderId, 'first'), ...step, attempts } }),
  );
  return orderId;
}

function claimOf(orderId: string, run: number, effect: PluginEffect) {
  const step = { id: 'first', name: 'first', service: 'test', effect };
  return { orderId, run, step, now: NOW, leaseUntil: LASTING };
}

const table = OUTCOMES.flatMap((status) =>
  RUNS.flatMap((run) =>
    LEASES.flatMap((lease) =>
      EFFECTS.map((effect) => ({ status, run, lease, effect, claimed: mayBeClaimed(status, run, lease, effect) })),
    ),
  ),
);

describe('claiming a step', () => {
  it.each(table)('that is $status until $lease, for run $run of an $effect plugin: $claimed', async (row) => {
    const orderId = await stepIn(row.status, row.lease);
    const before = await world.steps.get(orderId, 'first');

    const claimed = await world.steps.claim(claimOf(orderId, row.run, row.effect));

    const after = await world.steps.get(orderId, 'first');
    if (row.claimed) {
      expect(claimed).toMatchObject({ status: 'running', run: row.run, leaseUntil: LASTING });
      expect(claimed).not.toHaveProperty('skipped');
      expect(after?.attempts.map((attempt) => attempt.outcome)).toEqual([row.status, 'running']);
    } else {
      expect(claimed).toBeUndefined();
      expect(after).toEqual(before);
    }
  });

  it.each(table)(
    'that is $status until $lease is skipped as it is claimed: run $run, $effect: $claimed',
    async (row) => {
      const orderId = await stepIn(row.status, row.lease);
      const { leaseUntil: _, ...claim } = claimOf(orderId, row.run, row.effect);

      expect(await world.steps.skip({ ...claim, reason: 'when: false' })).toBe(row.claimed);

      expect(await world.steps.get(orderId, 'first')).toMatchObject(
        row.claimed ? { status: 'skipped', skipped: 'when: false' } : { status: row.status, skipped: 'why' },
      );
    },
  );

  it.each(EFFECTS)('that was never run is given to one of ten hosts, for an %s plugin', async (effect) => {
    const orderId = newOrderId();
    const claims = await Promise.all(Array.from({ length: 10 }, () => world.steps.claim(claimOf(orderId, 1, effect))));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect((await world.steps.get(orderId, 'first'))?.attempts).toHaveLength(1);
  });
});
