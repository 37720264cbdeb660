import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import type { RestoredOrder } from '../../cli/restore/restore-order.ts';
import type { LostOrder } from '../../cli/restore/restore-orders.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import { attemptsOf, readOrder, stepStatus } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

/** A system whose table can be lost. */
export interface RestoreTarget {
  readonly target: ScenarioTarget;
  /** Backs the table up. */
  backUp(): Promise<void>;
  /** Loses the table, and puts back the backup. Nothing runs until `open`. */
  restore(): Promise<void>;
  /** Records what the orders did after the backup. */
  recordOrders(): Promise<{ readonly restored: readonly RestoredOrder[]; readonly lost: readonly LostOrder[] }>;
  /** Erases again what was erased after the backup, then lets everything run. */
  open(): Promise<void>;
}

const WAIT = { prefer: 'wait=20' };
const REASON = { reason: 'Restored.' };
const SOON = { timeout: 60_000 };
/** Longer than the scenario needs to park an order. */
const OUTAGE_SECONDS = 600;
const ZUORA = '/v1/orders';
const ANSWER = { output: { approvedBy: 'ada' } };

/** Orders before the backup, by what becomes of them. */
interface Played {
  /** Complete before the backup. */
  readonly complete: string;
  /** Waits for its callback, before and after. */
  readonly waiting: string;
  /** Waits before the backup, and is answered after it. */
  readonly answered: string;
  /** Parked before and after. */
  readonly parked: string;
  /** Failed before the backup. */
  readonly failed: string;
  /** Failed before the backup, resumed and complete after it. */
  readonly resumed: string;
  /** Complete before the backup, erased after it. */
  readonly erased: string;
}

/**
 * Plays the loss of a table: orders run, the table is backed up, orders run on, the table goes back. Then every order ends, each effect
 * happens once, and who was erased stays erased.
 *
 * @returns the ids of all orders
 */
export async function playRestore({ target, backUp, restore, recordOrders, open }: RestoreTarget): Promise<void> {
  const { api } = target;
  const mark = `Zq${randomUUID().slice(0, 8)}`;
  const example = await exampleOrder();
  let count = 0;
  const submit = async (changes: object = {}, headers = {}): Promise<OrderView> => {
    count += 1;
    const customerDetails = { firstName: 'Ada', lastName: `${mark}x${count}`, email: `${mark}x${count}@example.org` };
    const order = { ...example, process_immediately: false, owner: customerDetails.email, customerDetails, ...changes };
    const { body } = await api('POST', '/orders', order, headers);
    return 'order' in (body as object) ? (body as { order: OrderView }).order : (body as OrderView);
  };
  /** An order of a channel that sends it again with the same key. */
  const channelOrder = (name: string, changes: object = {}) => {
    const email = `${mark}${name}@example.org`;
    const order = {
      ...changes,
      owner: email,
      customerDetails: { firstName: 'Ada', lastName: `${mark}${name}`, email },
    };
    return (headers = {}) => submit(order, { 'idempotency-key': `${mark}-${name}`, ...headers });
  };
  const fault = (kind: string, changes: object = {}) =>
    target.faults({ partner: 'zuora', path: ZUORA, fault: kind, times: 1, ...changes });
  const connection = async (action: 'open' | 'close') =>
    expect((await api('POST', `/connections/zuora/${action}`, REASON)).status).toBe(200);
  const declined = async (): Promise<string> => {
    await fault('decline');
    const { id } = await submit({}, WAIT);
    expect(await waitUntilAtRest(target, id)).toMatchObject({ status: 'failed' });
    return id;
  };
  const waiting = async (): Promise<string> => {
    const { id } = await submit({ processing_type: 'approved' });
    await expect.poll(() => stepStatus(target, id, 'approval'), SOON).toBe('waiting');
    return id;
  };
  const complete = async (): Promise<string> => {
    const order = await submit({}, WAIT);
    expect(await waitUntilAtRest(target, order.id)).toMatchObject({ status: 'complete' });
    return order.id;
  };
  const parked = async (): Promise<string> => {
    await fault('503', { path: `${ZUORA}/preview`, times: undefined, forSeconds: OUTAGE_SECONDS });
    const { id } = await submit({ processing_type: 'patient' }, WAIT);
    await expect.poll(async () => (await readOrder(target, id)).parked, SOON).not.toBeNull();
    // From now on an operator decides when it is released.
    await connection('open');
    await target.clearFaults();
    return id;
  };
  /** Counts the effects of each kind by the order and the step that their key begins with. */
  const effects = async (): Promise<Readonly<Record<string, number>>> => {
    const ofStep = Map.groupBy(
      await target.effects(),
      ({ kind, key = '', partner }) => `${partner} ${kind} ${key.split('#', 2).join('#')}`,
    );
    return Object.fromEntries([...ofStep].map(([effect, found]) => [effect, found.length]));
  };

  await target.resetPartners();
  const played: Played = {
    complete: await complete(),
    waiting: await waiting(),
    answered: await waiting(),
    failed: await declined(),
    resumed: await declined(),
    erased: await complete(),
    parked: await parked(),
  };
  const { email } = await personOf(target, played.erased);

  await backUp();

  expect((await api('POST', `/orders/${played.answered}/steps/approval/callback`, ANSWER)).status).toBe(200);
  expect(await waitUntilAtRest(target, played.answered)).toMatchObject({ status: 'complete' });
  expect((await api('POST', `/orders/${played.resumed}/resume`, REASON, WAIT)).body).toMatchObject({
    status: 'complete',
  });
  const sendDone = channelOrder('done');
  const sendUnknown = channelOrder('unknown', { processing_type: 'cautious' });
  const done = await sendDone(WAIT);
  expect(await waitUntilAtRest(target, done.id)).toMatchObject({ status: 'complete' });
  await fault('drop-after-effect');
  await fault('503', { path: `${ZUORA}/order-` });
  const unknown = await sendUnknown();
  await expect.poll(() => attemptsOf(target, unknown.id, 'zuora'), SOON).toEqual(['run unknown', 'probe unknown']);
  const lost = [done.id, unknown.id];
  const erasure = await api('POST', '/erasures', { email, ...REASON });
  const erasureId = (erasure.body as ResponseBody<'Erasure'>).id;
  const erasureStatus = async () =>
    ((await api('GET', `/erasures/${erasureId}`)).body as ResponseBody<'Erasure'>).status;
  await expect.poll(erasureStatus, SOON).toBe('complete');
  const before = await effects();
  expect(before).toMatchObject({ [`zuora subscription.created ${unknown.id}#zuora`]: 1 });

  await restore();
  const first = await recordOrders();
  const statuses = new Map(first.restored.map(({ id, status }) => [id, status]));
  expect(statuses.get(played.answered)).toBe('held');
  expect(statuses.get(played.resumed)).toBe('held');
  for (const id of lost) expect(statuses.get(id)).toBe('lost');
  // What only waited goes on, and what was at rest stays.
  for (const id of [played.waiting, played.failed, played.complete]) expect(statuses.has(id)).toBe(false);
  expect(first.lost.map(({ id }) => id)).toEqual(expect.arrayContaining(lost));
  // A repeat changes nothing.
  expect(await recordOrders()).toMatchObject({
    restored: expect.arrayContaining(first.restored.map(({ id, status }) => expect.objectContaining({ id, status }))),
  });
  await open();

  expect(JSON.stringify((await api('GET', `/orders/${played.erased}/payload`)).body)).not.toContain(mark);
  expect(await effects()).toEqual(before);

  // The channel sends the lost orders again. Their executions have ended, so their steps answer from what was found.
  expect((await sendDone()).id).toBe(done.id);
  expect((await sendUnknown()).id).toBe(unknown.id);
  await recordOrders();
  for (const id of lost) expect(await readOrder(target, id)).toMatchObject({ status: 'held' });

  const ids = [played.answered, played.resumed, played.failed, ...lost];
  await resumeTogether(target, ids);
  await connection('close');
  expect((await api('POST', `/orders/${played.waiting}/steps/approval/callback`, ANSWER)).status).toBe(200);
  for (const id of [...Object.values(played), ...lost])
    expect([id, (await waitUntilAtRest(target, id, 60)).status]).toEqual([id, 'complete']);
  const after = await effects();
  expect(new Set(Object.values(after))).toEqual(new Set([1]));
  const added = Object.keys(after).filter((effect) => !(effect in before));
  const endedLater = [played.failed, played.parked, played.waiting];
  const namesOf = (id: string) => [id, orderReferenceOf(id)];
  const isOfEndedLater = (effect: string) => endedLater.flatMap(namesOf).some((name) => effect.includes(name));
  expect(added.filter((effect) => !isOfEndedLater(effect))).toEqual([]);
}

async function personOf(target: ScenarioTarget, id: string): Promise<{ readonly email: string }> {
  const { body } = await target.api('GET', `/orders/${id}/payload`);
  const { payload } = body as { payload: { customerDetails: { email: string } } };
  return payload.customerDetails;
}

/** Resumes orders by a proposal, as an operator does. */
async function resumeTogether({ api }: ScenarioTarget, ids: readonly string[]): Promise<void> {
  const { body } = await api('POST', '/proposals', { action: 'resume', ids, ...REASON });
  const { id } = body as ResponseBody<'Proposal'>;
  const proposal = async () => (await api('GET', `/proposals/${id}`)).body as ResponseBody<'Proposal'>;
  await expect.poll(async () => (await proposal()).status, SOON).toBe('ready');
  expect(await proposal()).toMatchObject({ planned: ids.length, counts: { refused: 0 } });
  expect((await api('POST', `/proposals/${id}/execute`, { perMinute: 300 })).status).toBe(202);
  await expect.poll(async () => (await proposal()).status, SOON).toBe('finished');
  expect((await proposal()).counts).toEqual({ done: ids.length, changed: 0, refused: 0, failed: 0 });
}
