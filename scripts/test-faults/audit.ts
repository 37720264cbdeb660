import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderView, StepView } from '../../core/order/order-view.ts';
import { auditEffects } from './audit-effects.ts';
import type { Effect } from './effect.ts';
import type { Offence } from './offence.ts';
import { EXPECTED, STEP_EFFECTS } from './step-effects.ts';

/** Step states that explain why an order is degraded by a step. */
const DEGRADING: readonly string[] = ['declined', 'failed', 'transient', 'unknown'];
const FAILING: readonly string[] = [...DEGRADING, 'undone', 'undo-failed'];

/**
 * Compares the records of orders with what really happened at the partners. What happened for no order is an offence too.
 */
export function auditOrders(orders: readonly OrderView[], effects: readonly Effect[]): readonly Offence[] {
  const owners = new Map(orders.flatMap((order) => namesOf(order).map((name) => [name, order.id])));
  const byOrder = Map.groupBy(effects, ({ key }) => owners.get(key.split('#')[0] ?? key));
  const strangers = (byOrder.get(undefined) ?? []).map(({ key, kind }) => ({
    orderId: 'none',
    offence: 'unrecorded effect' as const,
    detail: `Expected every effect to belong to an order, found ${kind} of ${key}.`,
  }));
  return [...orders.flatMap((order) => auditOrder(order, byOrder.get(order.id) ?? [])), ...strangers];
}

/**
 * Compares an order's record with what really happened at the partners.
 *
 * @param effects those of this order
 */
export function auditOrder(order: OrderView, effects: readonly Effect[]): readonly Offence[] {
  const found = (offence: Offence['offence'], detail: string): Offence => ({ orderId: order.id, offence, detail });
  if (!isAtRest(order.status)) return [found('stuck', `Expected an end, found ${order.status}.`)];
  const unexplained = explain(order).map((detail) => found('unexplained', detail));
  const steps = order.steps.flatMap((step) => auditStep(order, step, effects));
  const ofNoStep = effects.filter(({ key }) => !order.steps.some((step) => isOf(key, step, order)));
  const strange = ofNoStep.map(({ key, kind }) =>
    found('unrecorded effect', `Expected every effect to belong to a step, found ${kind} of ${key}.`),
  );
  return [...unexplained, ...steps, ...strange];
}

function explain({ degraded, failure, status, steps }: OrderView): readonly string[] {
  const stateOf = (id: string): string => steps.find((step) => step.id === id)?.status ?? 'missing';
  const isOpen = (step: StepView): boolean => step.critical && !['succeeded', 'skipped'].includes(step.status);
  return [
    ...degraded
      .filter((id) => !DEGRADING.includes(stateOf(id)))
      .map((id) => `Expected the degrading step ${id} to have failed, found it ${stateOf(id)}.`),
    ...(status === 'complete'
      ? steps.filter(isOpen).map((step) => `Expected step ${step.id} of a complete order, found it ${step.status}.`)
      : []),
    ...(status === 'failed' && !FAILING.includes(stateOf(failure?.step ?? ''))
      ? [`Expected the step that failed, found ${failure?.step ?? 'none'}: ${stateOf(failure?.step ?? '')}.`]
      : []),
    ...(status === 'held' && !steps.some((step) => step.status === 'unknown')
      ? ['Expected a step whose outcome is unknown in a held order, found none.']
      : []),
  ];
}

function auditStep(order: OrderView, step: StepView, effects: readonly Effect[]): readonly Offence[] {
  const known = STEP_EFFECTS[order.order_type]?.[step.name];
  const expected = EXPECTED[step.status];
  const own = effects.filter(({ key }) => isOf(key, step, order)).map(({ kind }) => kind);
  const found: readonly Omit<Offence, 'orderId'>[] =
    known === undefined || expected === undefined
      ? [{ offence: 'stuck', detail: 'Expected a step that ended.' }]
      : auditEffects(own, known, expected, step.status === 'undone');
  return found.map(({ detail, offence }) => ({
    orderId: order.id,
    offence,
    detail: `${step.id} ${step.status}: ${detail}`,
  }));
}

/** Partners know a step by its idempotency key, or by a key that follows from it; platform events by the order alone. */
function isOf(key: string, step: StepView, { id }: OrderView): boolean {
  if (step.name === 'platformEvents') return !key.includes('#');
  return key === `${id}#${step.id}` || key.startsWith(`${id}#${step.id}#`);
}

function namesOf(order: OrderView): readonly string[] {
  return [order.id, order.order_reference, ...(order.external_id === null ? [] : [order.external_id])];
}
