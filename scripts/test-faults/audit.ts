import type { OrderView, StepView } from '../../blueprint/routes/response-schemas.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { Effect } from './sandbox-client.ts';
import { EXPECTED, type Expected, type ExpectedEffects, STEP_EFFECTS, type StepEffects } from './step-effects.ts';

/** Kinds of contradictions between records and effects. */
export const OFFENCES = [
  'double effect',
  'lost effect',
  'unrecorded effect',
  'wrong amount',
  'collected again',
  'stuck',
  'unexplained',
] as const;

/** A contradiction between the record of an order and the effects at the partners. */
export interface Offence {
  readonly orderId: string;
  readonly offence: (typeof OFFENCES)[number];
  readonly detail: string;
}

/** Statuses of a step that degrades its order. */
const DEGRADING: readonly string[] = ['declined', 'failed', 'transient', 'unknown'];
const FAILING: readonly string[] = [...DEGRADING, 'undone', 'undo-failed'];

/** Compares the records of orders with the effects at the partners. An effect that belongs to no order is an offence too. */
export function auditOrders(orders: readonly OrderView[], effects: readonly Effect[]): readonly Offence[] {
  const byOrder = effectsByOrder(orders, effects);
  const ownerless = (byOrder.get(undefined) ?? []).map(({ key, kind }) => ({
    orderId: 'none',
    offence: 'unrecorded effect' as const,
    detail: `The effect ${kind} with key ${key} belongs to no order.`,
  }));
  return [...orders.flatMap((order) => auditOrder(order, byOrder.get(order.id) ?? [])), ...ownerless];
}

/** Returns the effects of each order by its id; those that belong to no order under `undefined`. */
export function effectsByOrder(
  orders: readonly OrderView[],
  effects: readonly Effect[],
): ReadonlyMap<string | undefined, readonly Effect[]> {
  const owners = new Map(orders.flatMap((order) => namesOf(order).map((name) => [name, order.id])));
  return Map.groupBy(effects, ({ key }) => owners.get(key.split('#')[0] ?? key));
}

/** Compares the record of an order with its effects at the partners. */
function auditOrder(order: OrderView, effects: readonly Effect[]): readonly Offence[] {
  const found = (offence: Offence['offence'], detail: string): Offence => ({ orderId: order.id, offence, detail });
  if (!isAtRest(order.status)) return [found('stuck', `The order is still ${order.status}.`)];
  const unexplained = findUnexplained(order).map((detail) => found('unexplained', detail));
  const steps = order.steps.flatMap((step) => auditStep(order, step, effects));
  const stepless = effects.filter(({ key }) => !order.steps.some((step) => isOf(key, step, order)));
  const unexpected = stepless.map(({ key, kind }) =>
    found('unrecorded effect', `The effect ${kind} with key ${key} belongs to no step.`),
  );
  return [...unexplained, ...steps, ...unexpected];
}

function findUnexplained({ degraded, failure, status, steps }: OrderView): readonly string[] {
  const stateOf = (id: string): string => steps.find((step) => step.id === id)?.status ?? 'missing';
  const isOpen = (step: StepView): boolean => step.critical && !['succeeded', 'skipped'].includes(step.status);
  return [
    ...degraded
      .filter((id) => !DEGRADING.includes(stateOf(id)))
      .map((id) => `Step ${id} degrades the order but is ${stateOf(id)}.`),
    ...(status === 'complete'
      ? steps.filter(isOpen).map((step) => `The order is complete but its step ${step.id} is ${step.status}.`)
      : []),
    ...(status === 'failed' && !FAILING.includes(stateOf(failure?.step ?? ''))
      ? [`The order failed at step ${failure?.step ?? '(none)'}, which is ${stateOf(failure?.step ?? '')}.`]
      : []),
    ...(status === 'held' && !steps.some((step) => step.status === 'unknown')
      ? ['The order is held but no step has an unknown outcome.']
      : []),
  ];
}

function auditStep(order: OrderView, step: StepView, effects: readonly Effect[]): readonly Offence[] {
  const known = STEP_EFFECTS[order.order_type]?.[step.name];
  const expected = EXPECTED[step.status];
  const own = effects.filter(({ key }) => isOf(key, step, order)).map(({ kind }) => kind);
  const found: readonly Omit<Offence, 'orderId'>[] =
    known === undefined || expected === undefined
      ? [{ offence: 'stuck', detail: 'The step has not ended.' }]
      : auditEffects(own, known, expected, step.status === 'undone');
  return found.map(({ detail, offence }) => ({
    orderId: order.id,
    offence,
    detail: `${step.id} ${step.status}: ${detail}`,
  }));
}

/** Effects carry the idempotency key of their step, or a key derived from it. Platform events carry that of the order. */
function isOf(key: string, step: StepView, { id }: OrderView): boolean {
  if (step.name === 'platformEvents') return !key.includes('#');
  return key === `${id}#${step.id}` || key.startsWith(`${id}#${step.id}#`);
}

function namesOf(order: OrderView): readonly string[] {
  return [order.id, order.order_reference, ...(order.external_id === null ? [] : [order.external_id])];
}

/**
 * Compares the effects of a step with its status.
 *
 * @param kinds kind of each effect of the step
 * @param known effects that such a step can have
 * @param expected how often each may occur for the status of the step
 * @param isUndone whether the step is recorded as undone
 */
function auditEffects(
  kinds: readonly string[],
  known: StepEffects,
  expected: ExpectedEffects,
  isUndone: boolean,
): readonly Omit<Offence, 'orderId'>[] {
  const count = (kind: string): number => kinds.filter((found) => found === kind).length;
  const check = (kind: string, wanted: Expected): readonly Omit<Offence, 'orderId'>[] => {
    const times = count(kind);
    const detail = `${kind} happened ${times} times instead of ${describeExpected(wanted)}.`;
    if (times > 1) return [{ offence: 'double effect', detail }];
    if ('atMost' in wanted || times === wanted.exactly) return [];
    return [{ offence: times < wanted.exactly ? 'lost effect' : 'unrecorded effect', detail }];
  };
  const undoable = Object.entries(known.undone).flatMap(([kind, undos]) => undos.map((undo) => ({ kind, undo })));
  const undos = [...undoable.map(({ undo }) => undo), ...(known.perhapsUndone ?? [])];
  const notUndone = isUndone ? undoable.filter(({ kind, undo }) => count(kind) !== count(undo)) : [];
  const unknown = kinds.filter((kind) => ![...known.done, ...undos].includes(kind));
  return [
    ...known.done.flatMap((kind) => check(kind, expected.done)),
    ...undos.flatMap((kind) => check(kind, expected.undone)),
    ...notUndone.map(({ kind, undo }) => ({
      offence: 'lost effect' as const,
      detail: `${kind} was not undone by ${undo}.`,
    })),
    ...unknown.map((kind) => ({
      offence: 'unrecorded effect' as const,
      detail: `The step cannot have the effect ${kind}.`,
    })),
  ];
}

function describeExpected(expected: Expected): string {
  return 'exactly' in expected ? `${expected.exactly} times` : `at most ${expected.atMost} times`;
}
