import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { stepKey } from '../../../core/order/order-keys.ts';
import { type AttemptKind, STEP_STATUSES, type StepStatus } from '../../../core/order/step-status.ts';
import type { StepEffect } from '../../../core/sequence/sequence.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

const OUTCOMES = ['running', 'waiting', 'succeeded', 'skipped', 'declined', 'failed', 'transient', 'unknown'] as const;
type StepOutcome = (typeof OUTCOMES)[number];

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const NOW = '2026-03-02T09:30:00.000Z';
const EXPIRED = '2026-03-02T09:29:59.999Z';
const ACTIVE = '2026-03-02T09:30:00.001Z';
const EFFECTS: readonly StepEffect[] = ['idempotent', 'at-most-once'];
const RUNS = [1, 2];
const LEASES = [EXPIRED, NOW, ACTIVE];

/** The decision that the documentation of the condition describes, for a step whose last run was 1. */
function mayBeClaimed(status: StepOutcome, run: number, lease: string, effect: StepEffect): boolean {
  const decisions: Record<StepOutcome, boolean> = {
    transient: true,
    skipped: true,
    succeeded: false,
    declined: run > 1,
    failed: run > 1,
    unknown: effect === 'idempotent',
    waiting: false,
    running: effect === 'idempotent' && lease === EXPIRED,
  };
  return decisions[status];
}

async function stepIn(status: StepStatus, leaseUntil: string, more: object = {}): Promise<string> {
  const orderId = newOrderId();
  const step = {
    stepId: 'first',
    plugin: 'first',
    service: 'test',
    status,
    run: 1,
    leaseUntil,
    skipped: 'why',
    ...more,
  };
  const attempts = [{ run: 1, startedAt: EXPIRED, outcome: status }];
  await world.client.send(
    new PutCommand({ TableName: world.table, Item: { ...stepKey(orderId, 'first'), ...step, attempts } }),
  );
  return orderId;
}

function claimOf(orderId: string, run: number, effect: StepEffect) {
  const step = { id: 'first', name: 'first', service: 'test', effect };
  return { orderId, run, step, now: NOW, leaseUntil: ACTIVE };
}

const table = OUTCOMES.flatMap((status) =>
  RUNS.flatMap((run) =>
    LEASES.flatMap((lease) =>
      EFFECTS.map((effect) => ({ status, run, lease, effect, claimed: mayBeClaimed(status, run, lease, effect) })),
    ),
  ),
);

/** Statuses of a step that may have had its effect. */
const LOST: readonly StepOutcome[] = ['unknown', 'running'];

describe('claiming a step', () => {
  it.each(table)('that is $status until $lease, for run $run of an $effect plugin: $claimed', async (row) => {
    const orderId = await stepIn(row.status, row.lease);
    const before = await world.steps.get(orderId, 'first');

    const claimed = await world.steps.claim(claimOf(orderId, row.run, row.effect));

    const after = await world.steps.get(orderId, 'first');
    if (row.claimed) {
      expect(claimed).toMatchObject({ status: 'running', run: row.run, leaseUntil: ACTIVE });
      expect(claimed).not.toHaveProperty('skipped');
      expect(after?.attempts.map((attempt) => attempt.outcome)).toEqual([row.status, 'running']);
    } else {
      expect(claimed).toBeUndefined();
      expect(after).toEqual(before);
    }
  });

  it.each(table.map((row) => ({ ...row, claimed: row.claimed && !LOST.includes(row.status) })))(
    'that is $status until $lease can be skipped if it can be claimed and had no effect: run $run, $effect: $claimed',
    async (row) => {
      const orderId = await stepIn(row.status, row.lease);
      const { leaseUntil: _, ...claim } = claimOf(orderId, row.run, row.effect);

      expect(await world.steps.skip({ ...claim, reason: 'when: false' })).toBe(row.claimed);

      expect(await world.steps.get(orderId, 'first')).toMatchObject(
        row.claimed ? { status: 'skipped', skipped: 'when: false' } : { status: row.status, skipped: 'why' },
      );
    },
  );

  it.each([
    [2, true],
    [1, false],
  ])(
    'that succeeded in run 1 is checked again in a later run only if each run checks again: run %i, %s',
    async (run, claimed) => {
      const orderId = await stepIn('succeeded', EXPIRED);
      const { step, ...claim } = claimOf(orderId, run, 'idempotent');
      const checked = { ...claim, step: { ...step, blocks: 'all' as const } };
      expect(await world.steps.skip({ ...checked, reason: 'when: false' })).toBe(false);
      expect((await world.steps.claim(checked)) !== undefined).toBe(claimed);
      expect(await world.steps.claim(checked)).toBeUndefined();
    },
  );

  it.each(EFFECTS)('that was never run succeeds for one of ten hosts, for an %s plugin', async (effect) => {
    const orderId = newOrderId();
    const claims = await Promise.all(Array.from({ length: 10 }, () => world.steps.claim(claimOf(orderId, 1, effect))));
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect((await world.steps.get(orderId, 'first'))?.attempts).toHaveLength(1);
  });
});

/** What each kind of attempt may claim, by the status of the step: always, or only after the lease has expired. */
const CLAIMS: Readonly<
  Record<Exclude<AttemptKind, 'run'>, Readonly<Partial<Record<StepStatus, 'always' | 'lease expired'>>>>
> = {
  heal: {
    pending: 'always',
    transient: 'always',
    skipped: 'always',
    declined: 'always',
    failed: 'always',
    unknown: 'always',
    running: 'lease expired',
    probing: 'lease expired',
  },
  probe: {
    unknown: 'always',
    waiting: 'always',
    'undo-failed': 'always',
    running: 'lease expired',
    probing: 'lease expired',
    undoing: 'lease expired',
  },
  undo: {
    succeeded: 'always',
    declined: 'always',
    failed: 'always',
    transient: 'always',
    unknown: 'always',
    waiting: 'always',
    'undo-failed': 'always',
    running: 'lease expired',
    probing: 'lease expired',
    undoing: 'lease expired',
  },
};

const STATUS_DURING = { heal: 'running', probe: 'probing', undo: 'undoing' } as const;

const claims = (['heal', 'probe', 'undo'] as const).flatMap((kind) =>
  STEP_STATUSES.map((status) => ({ kind, status, when: CLAIMS[kind][status] ?? 'never' })),
);

describe('claiming a step for another kind of attempt', () => {
  it.each(claims)('$kind: a step that is $status, $when', async ({ kind, status, when }) => {
    for (const lease of [EXPIRED, ACTIVE]) {
      const orderId = await stepIn(status, lease);
      const claimed = await world.steps.claim({ ...claimOf(orderId, 1, 'idempotent'), kind });
      const expected = when === 'always' || (when === 'lease expired' && lease === EXPIRED);
      expect(claimed?.status, lease).toBe(expected ? STATUS_DURING[kind] : undefined);
      if (expected) expect(claimed?.attempts.at(-1)).toMatchObject({ kind, outcome: 'running' });
    }
  });

  it('does not heal a lost call of an at-most-once plugin, but undoes it', async () => {
    for (const status of ['unknown', 'running', 'probing'] as const) {
      const orderId = await stepIn(status, EXPIRED);
      expect(await world.steps.claim({ ...claimOf(orderId, 1, 'at-most-once'), kind: 'heal' })).toBeUndefined();
      expect(await world.steps.claim({ ...claimOf(orderId, 1, 'at-most-once'), kind: 'undo' })).toBeDefined();
    }
  });

  it('runs a step that was undone in an earlier run, but not in the same one', async () => {
    const orderId = await stepIn('undone', EXPIRED);
    expect(await world.steps.claim(claimOf(orderId, 1, 'idempotent'))).toBeUndefined();
    expect(await world.steps.claim(claimOf(orderId, 2, 'idempotent'))).toMatchObject({ status: 'running' });
  });

  it.each(STEP_STATUSES)('marks as undone only steps that the run can still start: %s', async (status) => {
    for (const run of [1, 2]) {
      const orderId = await stepIn(status, ACTIVE);
      const { leaseUntil: _, ...claim } = claimOf(orderId, run, 'idempotent');
      const expected = status === 'pending' || status === 'skipped' || (status === 'undone' && run === 2);
      expect(await world.steps.markUndone({ ...claim, reason: 'The run was undone.' }), `run ${run}`).toBe(expected);
      const after = expected ? { status: 'undone', run } : { status, run: 1, skipped: 'why' };
      expect(await world.steps.get(orderId, 'first')).toMatchObject(after);
    }
  });

  it.each(['run', 'heal', 'probe'] as const)('denies a %s after an operator decided the step', async (kind) => {
    for (const status of ['skipped', 'unknown'] as const) {
      const orderId = await stepIn(status, EXPIRED, { completedBy: { by: 'ada', at: EXPIRED, reason: 'by hand' } });
      expect(await world.steps.claim({ ...claimOf(orderId, 2, 'idempotent'), kind })).toBeUndefined();
    }
  });

  it('keeps a step that an operator skipped when its run is undone', async () => {
    const orderId = await stepIn('skipped', EXPIRED, { completedBy: { by: 'ada', at: EXPIRED, reason: 'by hand' } });
    const before = await world.steps.get(orderId, 'first');
    const { leaseUntil: _, ...claim } = claimOf(orderId, 2, 'idempotent');
    expect(await world.steps.markUndone({ ...claim, reason: 'The run was undone.' })).toBe(false);
    expect(await world.steps.get(orderId, 'first')).toEqual(before);
  });

  it('undoes a step that an operator completed, and removes the operator, the answer and the token', async () => {
    const left = { completedBy: { by: 'ada', at: EXPIRED, reason: 'by hand' }, taskToken: 't', answer: { output: {} } };
    const orderId = await stepIn('succeeded', EXPIRED, left);
    const claimed = await world.steps.claim({ ...claimOf(orderId, 1, 'idempotent'), kind: 'undo' });
    for (const field of Object.keys(left)) expect(claimed).not.toHaveProperty(field);
  });
});

describe('a step that another start of the machine has claimed', () => {
  const EARLIER = { incarnation: 'earlier' };
  const claim = (orderId: string, kind: AttemptKind, effect: StepEffect, incarnation?: string) =>
    world.steps.claim({ ...claimOf(orderId, 1, effect), kind, ...(incarnation !== undefined && { incarnation }) });

  it.each<AttemptKind>(['run', 'heal'])('may be claimed at once for a %s of an idempotent plugin', async (kind) => {
    const orderId = await stepIn('running', ACTIVE, EARLIER);
    expect(await claim(orderId, kind, 'idempotent', 'now')).toMatchObject({ status: 'running', incarnation: 'now' });
    expect(await claim(orderId, kind, 'idempotent', 'now')).toBeUndefined();
  });

  it.each<StepEffect>(['idempotent', 'at-most-once'])('is probed at once if that was a probe, %s', async (effect) => {
    const orderId = await stepIn('probing', ACTIVE, EARLIER);
    expect(await claim(orderId, 'probe', effect, 'earlier')).toBeUndefined();
    expect(await claim(orderId, 'probe', effect)).toBeUndefined();
    expect(await claim(orderId, 'probe', effect, 'now')).toMatchObject({ status: 'probing', incarnation: 'now' });
    expect(await claim(orderId, 'probe', effect, 'now')).toBeUndefined();
  });

  it.each<[string, AttemptKind, StepEffect, StepStatus]>([
    ['at-most-once plugin', 'run', 'at-most-once', 'running'],
    ['probe', 'probe', 'idempotent', 'running'],
    ['probe of an undo', 'probe', 'idempotent', 'undoing'],
    ['undo', 'undo', 'idempotent', 'running'],
  ])('keeps its lease for the %s', async (_, kind, effect, status) => {
    expect(await claim(await stepIn(status, ACTIVE, EARLIER), kind, effect, 'now')).toBeUndefined();
    expect(await claim(await stepIn(status, EXPIRED, EARLIER), kind, effect, 'now')).toEqual(
      effect === 'at-most-once' ? undefined : expect.anything(),
    );
  });

  it('keeps its lease for hosts of its own start, and for hosts on AWS', async () => {
    const orderId = await stepIn('running', ACTIVE, EARLIER);
    expect(await claim(orderId, 'run', 'idempotent', 'earlier')).toBeUndefined();
    expect(await claim(orderId, 'run', 'idempotent')).toBeUndefined();
  });

  it('keeps its lease if its start is unknown', async () => {
    expect(await claim(await stepIn('running', ACTIVE), 'run', 'idempotent', 'now')).toBeUndefined();
  });

  it('is not claimed again once it has ended', async () => {
    expect(await claim(await stepIn('succeeded', ACTIVE, EARLIER), 'run', 'idempotent', 'now')).toBeUndefined();
  });
});
