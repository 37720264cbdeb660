import { THROTTLED_ERROR } from '../../blueprint/error-names.ts';
import type { ParkEvent } from '../../blueprint/wire/park-event.ts';
import { StepRefused } from '../../core/errors/step-errors.ts';
import type { OrderRecord, Parking, StepRecord, StoredEvent } from '../../core/order/order-record.ts';
import { markParked, type ReleasePorts } from '../connections/release-execution.ts';
import { MARKED, type MarkedPorts, publishMarked } from '../order-events/outbox.ts';
import { readOrder, retryOnConflict } from '../order-store/change-order.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { reportsParking } from '../order-store/parking.ts';
import type { StepStore } from '../order-store/step-store.ts';
import { failureDetails } from './failure-details.ts';

/** Dependencies of parking orders. */
export interface ParkOrderPorts extends MarkedPorts, ReleasePorts {
  readonly orders: Pick<OrderStore, 'get' | 'park' | 'markPublished'>;
  readonly steps: Pick<StepStore, 'get'>;
  onError(message: string, error: unknown): void;
  /** From 0 to 1. */
  random(): number;
}

/** How long an order waits that met an error while its connection is closed: twice as long each time. */
const BACKOFF_SECONDS = { first: 5, longest: 300 } as const;

/** How long an order waits for its turn at a partner that takes a limited number of calls. */
const TURN_SECONDS = { first: 2, longest: 20 } as const;

/** What is known of a step whose function had no instance left. */
const BUSY = { code: 'busy', publicMessage: 'The order waits for its turn.' };

/**
 * Parks an order: keeps the token that lets it continue, with the reason, in one write with its place in the index of parked orders.
 * A repeat after a crash replaces the token and changes nothing else.
 *
 * The connection is marked before that write, and its release started after it, so that the sweeper finds what a crash leaves behind.
 *
 * @throws StepRefused the run is over
 * @throws what the store throws; the state machine retries
 */
export async function parkOrder(event: ParkEvent, ports: ParkOrderPorts): Promise<OrderRecord> {
  const { state, starts } = await markParked(event.connection, ports);
  const record = await ports.steps.get(event.orderId, event.failure.step);
  const change = await retryOnConflict(async () => {
    const before = await readOrder(ports.orders, event.orderId);
    const parked = parkingOf(before, record, event, state.breaker !== undefined, ports);
    const events = reportsParking(parked) && !isRepeat(before, parked) ? [parkedEvent(event, parked, ports.now())] : [];
    const after = await ports.orders.park({ order: before, run: event.run, parked, events, ...MARKED });
    return after && { before, after };
  });
  if (change === undefined)
    throw new StepRefused(
      `Order ${event.orderId} is no longer in run ${event.run}, or it has ended: it is not parked.`,
    );
  if (starts !== undefined)
    await ports.startRelease(event.connection, starts).catch((error: unknown) => {
      ports.onError('Could not start the release of parked orders; the sweeper will start it', error);
    });
  await publishMarked(change, ports).catch((error: unknown) => {
    ports.onError('Could not publish the parking; the sweeper will publish it', error);
  });
  return change.after;
}

function parkingOf(
  order: OrderRecord,
  record: StepRecord | undefined,
  { run, mode, connection, failure, parking, taskToken }: ParkEvent,
  isOpen: boolean,
  { now, random }: Pick<ParkOrderPorts, 'now' | 'random'>,
): Parking {
  const isThrottled = failure.error === THROTTLED_ERROR;
  const action = mode === 'undo' ? 'undo-failed' : 'fail';
  const error = isThrottled ? BUSY : failureDetails({ order, run, record, reported: failure, action }).error;
  const backoff = isThrottled ? TURN_SECONDS : BACKOFF_SECONDS;
  const notBefore = isOpen ? undefined : firstTry(record, backoff, parking.times, now(), random());
  return {
    step: failure.step,
    mode,
    connection,
    code: error.code,
    reason: error.publicMessage,
    since: new Date(parking.since).toISOString(),
    until: new Date(parking.until).toISOString(),
    times: parking.times,
    ...(notBefore !== undefined && { notBefore }),
    taskToken,
  };
}

/** Returns when an order may be released whose connection is closed: after a growing wait, and what the partner asked for. */
function firstTry(
  record: StepRecord | undefined,
  { first, longest }: Readonly<Record<'first' | 'longest', number>>,
  times: number,
  now: Date,
  random: number,
): string {
  const seconds = Math.min(first * 2 ** (times - 1), longest);
  const at = new Date(now.getTime() + seconds * (0.75 + random / 2) * 1000).toISOString();
  const asked = record?.attempts.at(-1)?.nextTryAt ?? at;
  return asked > at ? asked : at;
}

/** The state machine repeats the request if its reply was lost. */
function isRepeat({ parked }: OrderRecord, { step, mode, times }: Parking): boolean {
  return parked?.step === step && parked.mode === mode && parked.times === times;
}

function parkedEvent({ run }: ParkEvent, { step, connection, code, since, until }: Parking, now: Date): StoredEvent {
  return {
    type: 'order.parked',
    occurredAt: now.toISOString(),
    run,
    data: { step, connection, code, since, until },
  };
}
