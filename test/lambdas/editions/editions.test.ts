import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { editionEventSchema } from '../../../blueprint/wire/edition-event.ts';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import type { RolloutEvent } from '../../../core/editions/rollout.ts';
import type { RunRecord } from '../../../core/order/order-record.ts';
import { createChangeEdition, NoRollout } from '../../../lambdas/editions/change-edition.ts';
import { createChooseEdition } from '../../../lambdas/editions/choose-edition.ts';
import { createEditionStore, EditionMissing, type EditionStore } from '../../../lambdas/editions/edition-store.ts';
import { createRecordEdition } from '../../../lambdas/editions/record-edition.ts';

const AT = new Date('2026-11-29T20:00:00.000Z');
const ALARM = { AlarmName: 'acme-CanaryFailing', NewStateValue: 'ALARM', NewStateReason: 'Threshold Crossed' };
const ALL_OF_NEXT = { percent: 100 };

const tables: InMemoryTable[] = [];
let editions: EditionStore;
beforeEach(async () => {
  const opened = await startTable();
  tables.push(opened);
  editions = createEditionStore(opened.client, opened.table);
});
afterAll(async () => {
  for (const opened of tables) await opened.close();
});

/** Records a deployment as the sweeper does; returns the machines whose versions it published. */
async function deploy(edition: string, { percent = 10, machineVersion = 1 } = {}): Promise<readonly string[]> {
  const published: string[] = [];
  const sequences = [{ name: 'default', version: edition, onCriticalFailure: 'stop' as const, steps: [] }];
  const record = createRecordEdition({
    editions,
    edition,
    percent,
    by: 'ada',
    readBuilt: async () => ({ overrides: [], sequences, configVersion: edition }),
    async publishVersion(machine) {
      published.push(machine);
      return machineVersion;
    },
    now: () => AT,
  });
  await record();
  await record();
  return published;
}

const runsOf = (id: string, canary = false) => [{ edition: { id, canary, machines: {} } } as unknown as RunRecord];

function change(event: unknown, onRolledBack: (event: RolloutEvent) => void = vi.fn()) {
  return createChangeEdition({ editions, onRolledBack, now: () => AT })(editionEventSchema.parse(event));
}

const notification = (message: object) => ({ Records: [{ Sns: { Message: JSON.stringify(message) } }] });

describe('the record of a deployment', () => {
  it('publishes the machines of orders once, and stores what was deployed', async () => {
    expect(await deploy('a', { machineVersion: 3 })).toEqual(['default', 'heal', 'undo', 'probe-step']);
    expect(await deploy('a')).toEqual([]);
    expect(await editions.edition('a')).toMatchObject({
      configVersion: 'a',
      machines: { default: 3, heal: 3, undo: 3, 'probe-step': 3 },
    });
    expect(await editions.rollout()).toMatchObject({ current: 'a', events: [{ type: 'deployed', by: 'ada' }] });
  });

  it('offers the next one, and withdraws it when the current one is deployed again', async () => {
    await deploy('a');
    await deploy('b');
    expect(await editions.rollout()).toMatchObject({ current: 'a', candidate: { id: 'b', percent: 10 } });
    await deploy('a');
    expect(await editions.rollout()).not.toHaveProperty('candidate');
  });

  it('is written by one of several at the same time', async () => {
    await deploy('a');
    await Promise.all([deploy('b'), deploy('b'), deploy('b')]);
    expect((await editions.rollout())?.events).toHaveLength(2);
  });
});

describe('the edition of an order', () => {
  it('is none before a deployment was recorded', async () => {
    const choose = createChooseEdition({ editions, now: () => AT });
    expect(await choose({ id: 'order-1', runs: [] })).toBeUndefined();
  });

  it('is the candidate for its share of new orders, and for orders that had it', async () => {
    await deploy('a');
    await deploy('b', ALL_OF_NEXT);
    const choose = createChooseEdition({ editions, now: () => AT });
    const chosen = async (runs: readonly RunRecord[]) => {
      const found = await choose({ id: 'order-1', runs });
      return `${found?.edition.id} ${found?.canary}`;
    };
    expect(await chosen([])).toBe('b true');
    expect(await chosen(runsOf('b', true))).toBe('b true');
    expect(await chosen(runsOf('a'))).toBe('a false');
    expect(await chosen(runsOf('older'))).toBe('a false');
  });

  it('is read once in ten seconds, and follows a rollback then', async () => {
    await deploy('a');
    await deploy('b', ALL_OF_NEXT);
    let at = AT.getTime();
    const reads = { rollout: vi.fn(editions.rollout), edition: vi.fn(editions.edition) };
    const choose = createChooseEdition({ editions: reads, now: () => new Date(at) });
    const order = { id: 'order-1', runs: [] };
    for (let count = 0; count < 5; count += 1) expect((await choose(order))?.edition.id).toBe('b');
    await change({ command: 'rollback', by: 'ada' });
    expect((await choose(order))?.edition.id).toBe('b');
    expect([reads.rollout.mock.calls.length, reads.edition.mock.calls.length]).toEqual([1, 1]);
    at += 10_000;
    expect(await choose(order)).toMatchObject({ edition: { id: 'a' }, canary: false });
    expect([reads.rollout.mock.calls.length, reads.edition.mock.calls.length]).toEqual([2, 2]);
  });

  it('stays what it was while the table cannot be read', async () => {
    await deploy('a');
    let at = AT.getTime();
    const rollout = vi.fn(editions.rollout);
    const choose = createChooseEdition({ editions: { ...editions, rollout }, now: () => new Date(at) });
    const order = { id: 'order-1', runs: [] };
    expect((await choose(order))?.edition.id).toBe('a');
    rollout.mockRejectedValue(new Error('throttled'));
    at += 10_000;
    expect((await choose(order))?.edition.id).toBe('a');
    const unread = createChooseEdition({ editions: { ...editions, rollout }, now: () => AT });
    await expect(unread(order)).rejects.toThrow('throttled');
  });

  it('is asked for again if its record could not be read', async () => {
    await deploy('a');
    const edition = vi.fn(editions.edition).mockRejectedValueOnce(new EditionMissing('none'));
    const choose = createChooseEdition({ editions: { ...editions, edition }, now: () => AT });
    await expect(choose({ id: 'order-1', runs: [] })).rejects.toThrow(EditionMissing);
    expect((await choose({ id: 'order-1', runs: [] }))?.edition.id).toBe('a');
    await expect(editions.edition('unknown')).rejects.toThrow(EditionMissing);
  });
});

describe('change-edition', () => {
  it('shows the rollout, and refuses without one', async () => {
    await expect(change({ command: 'status' })).rejects.toThrow(NoRollout);
    await deploy('a');
    expect(await change({ command: 'status' })).toMatchObject({ current: 'a' });
  });

  it('promotes the candidate, however often it is asked', async () => {
    await deploy('a');
    await deploy('b');
    const promoted = await change({ command: 'promote', by: 'ada', edition: 'b' });
    expect(promoted).toMatchObject({ current: 'b', revision: 3 });
    expect(await change({ command: 'promote', by: 'ada', edition: 'b' })).toEqual(promoted);
  });

  it('takes the candidate back when its alarm fires, and reports that once', async () => {
    await deploy('a');
    await deploy('b');
    const reported: RolloutEvent[] = [];
    const fire = () => change(notification(ALARM), (event) => reported.push(event));
    expect(await fire()).toMatchObject({ current: 'a', rejected: 'b' });
    expect(await fire()).toMatchObject({ current: 'a', rejected: 'b' });
    expect(reported).toEqual([
      {
        type: 'rolled-back',
        edition: 'b',
        by: 'alarm acme-CanaryFailing',
        reason: 'Threshold Crossed',
        at: AT.toISOString(),
      },
    ]);
    await deploy('b');
    expect(await editions.rollout()).not.toHaveProperty('candidate');
  });

  it('ignores an alarm that is over', async () => {
    await deploy('a');
    await deploy('b');
    expect(await change(notification({ ...ALARM, NewStateValue: 'OK' }))).toBeNull();
    expect(await editions.rollout()).toHaveProperty('candidate');
  });

  it.each([
    ['an unknown command', { command: 'delete', by: 'ada' }],
    ['nobody', { command: 'promote' }],
    ['another field', { command: 'status', percent: 3 }],
    ['a message that is no alarm', notification({ hello: 'world' })],
  ])('refuses %s', (_, event) => {
    expect(() => editionEventSchema.parse(event)).toThrow();
  });
});
