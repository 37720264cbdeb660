import { HEAL_SCHEDULE, PROBE_SCHEDULE, type RetrySchedule, secondsUntilRetry } from '../sequence/retry-schedules.ts';
import type { AttemptRecord, OrderRecord, Parking, StepRecord } from './order-record.ts';
import { isAtRest } from './order-status.ts';
import type { StepOutcome } from './step-status.ts';

/** What happens next to an order by itself. */
export interface NextDue {
  /** Id of the step. */
  readonly step: string;
  readonly what: 'run' | 'probe' | 'undo' | 'heal';
  /** ISO 8601. At the latest then: some intervals are drawn at random, and an order that waits may be released earlier. */
  readonly at: string;
}

type Order = Pick<OrderRecord, 'status' | 'parked' | 'degraded' | 'runs'>;

/** The outcomes after which the probe or the heal of a step is tried again. */
const TRIED_AGAIN: readonly StepOutcome[] = ['transient', 'unknown', 'failed'];

/**
 * Returns what happens next to an order by itself, and when.
 *
 * @param records the steps of the order
 * @param nextTryOf returns when one order may try a connection that is open, ISO 8601; undefined if an operator opened it
 * @param now ISO 8601
 */
export function nextDue(
  order: Order,
  records: readonly StepRecord[],
  nextTryOf: (connection: string) => string | undefined,
  now: string,
): readonly NextDue[] {
  if (order.parked !== undefined) return [releaseOf(order.parked, nextTryOf)];
  if (isAtRest(order.status) && order.degraded.length === 0) return [];
  return records.flatMap((record) => nextOf(record, order) ?? []).filter(({ at }) => at > now);
}

/** An order whose connection stays open until its patience ends goes on then. */
function releaseOf(parked: Parking, nextTryOf: (connection: string) => string | undefined): NextDue {
  const { step, mode, until, notBefore, connection } = parked;
  const at = notBefore ?? nextTryOf(connection);
  return { step, what: mode, at: at !== undefined && at < until ? at : until };
}

function nextOf({ stepId: step, attempts }: StepRecord, order: Order): NextDue | undefined {
  const last = attempts.at(-1);
  if (last === undefined || last.run !== order.runs.length) return undefined;
  const kind = last.kind ?? 'run';
  if (last.nextTryAt !== undefined) return { step, what: kind, at: last.nextTryAt };
  const schedule = SCHEDULES[kind];
  if (schedule === undefined || !TRIED_AGAIN.includes(last.outcome)) return undefined;
  if (kind === 'heal' && !order.degraded.includes(step)) return undefined;
  const tries = attempts.filter((attempt) => attempt.run === last.run && attempt.kind === kind).length;
  const seconds = secondsUntilRetry(schedule, tries);
  return seconds === undefined ? undefined : { step, what: kind, at: endOf(last, seconds) };
}

const SCHEDULES: Readonly<Partial<Record<NextDue['what'], RetrySchedule>>> = {
  probe: PROBE_SCHEDULE,
  heal: HEAL_SCHEDULE,
};

function endOf({ startedAt, durationMs = 0 }: AttemptRecord, seconds: number): string {
  return new Date(Date.parse(startedAt) + durationMs + seconds * 1000).toISOString();
}
