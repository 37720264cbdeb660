import { type Attention, facetOf, needsPerson, readAttention } from '../../core/order/attention.ts';
import type { OrderSummaryRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { OrderType } from '../../core/order/order-types.ts';

/** The orders of a list. Absent parts do not matter. */
export interface OrderFilter {
  readonly statuses?: readonly OrderStatus[];
  readonly orderTypes?: readonly OrderType[];
  /** True for orders that need a person: failed, held or degraded ones. False for all others. */
  readonly withErrors?: boolean;
  /** True for parked orders only. */
  readonly parked?: boolean;
  /** Only orders that are parked for this connection. */
  readonly connection?: string;
  /** True for orders that wait for their turn in a lane, false for all others. */
  readonly queued?: boolean;
  /** Only orders that stopped, continued without, or wait at this step. */
  readonly step?: string;
  /** Only orders that stopped, continued or wait for this reason. */
  readonly code?: string;
  /** Only orders that are assigned to this person or team. */
  readonly assignedTo?: string;
  readonly sequence?: string;
  readonly version?: string;
  /** Only orders with a run of the edition of this id. */
  readonly edition?: string;
  /** Only unfinished orders, and those that need a person, which have not changed since. ISO 8601. */
  readonly unchangedSince?: string;
  /** When the oldest order was submitted, inclusive. ISO 8601 in UTC with milliseconds. */
  readonly from: string;
  /** When the newest order was submitted, inclusive. */
  readonly to: string;
}

type Test = (order: OrderSummaryRecord) => boolean;

/** Creates the test of whether an order belongs to a list. */
export function createMatches(filter: OrderFilter): (order: OrderSummaryRecord) => boolean {
  const tests = [...testsOf(filter)];
  return (order) => tests.every((test) => test(order));
}

/** Creates the test of what the key of an index says about an order: false only if the order does not belong to the list. */
export function createMayMatch({ step, code, orderTypes }: OrderFilter): (attention: Attention | undefined) => boolean {
  return (attention) =>
    attention === undefined ||
    (isCause(attention, step, code) && (orderTypes === undefined || orderTypes.includes(attention.orderType)));
}

function* testsOf(filter: OrderFilter): Generator<Test, void> {
  const { statuses, orderTypes, withErrors, parked, connection, queued, step, code, sequence, version } = filter;
  const { edition, unchangedSince, assignedTo, from, to } = filter;
  yield ({ createdAt }) => createdAt >= from && createdAt <= to;
  if (statuses !== undefined) yield ({ status }) => statuses.includes(status);
  if (orderTypes !== undefined) yield ({ orderType }) => orderTypes.includes(orderType);
  if (withErrors !== undefined) yield (order) => needsPerson(order) === withErrors;
  if (parked !== undefined) yield (order) => (order.parked !== undefined) === parked;
  if (connection !== undefined) yield (order) => order.parked?.connection === connection;
  if (queued !== undefined) yield (order) => (order.queued !== undefined) === queued;
  if (step !== undefined || code !== undefined)
    yield (order) => causesOf(order).some((cause) => isCause(cause, step, code));
  if (assignedTo !== undefined) yield (order) => order.assignedTo === assignedTo;
  if (sequence !== undefined) yield ({ runs }) => runs.at(-1)?.sequence.name === sequence;
  if (version !== undefined) yield ({ runs }) => runs.at(-1)?.sequence.version === version;
  if (edition !== undefined) yield ({ runs }) => runs.some((run) => run.edition?.id === edition);
  if (unchangedSince !== undefined)
    yield (order) => order.updatedAt <= unchangedSince && (isUnfinished(order) || needsPerson(order));
}

interface Cause {
  readonly step: string;
  readonly code: string;
}

/** Returns what an order needs a person for, and what it waits for. */
function causesOf({ attention, parked }: OrderSummaryRecord): readonly Cause[] {
  return [
    ...(attention === undefined ? [] : [readAttention(attention).attention]),
    ...(parked === undefined ? [] : [{ step: facetOf(parked.step), code: facetOf(parked.code) }]),
  ];
}

function isCause(cause: Cause, step: string | undefined, code: string | undefined): boolean {
  return (step === undefined || cause.step === facetOf(step)) && (code === undefined || cause.code === facetOf(code));
}

function isUnfinished({ status, parked }: OrderSummaryRecord): boolean {
  return status === 'submitted' || status === 'processing' || parked !== undefined;
}
