import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../core/json.ts';
import type { ItemKey } from '../../core/order/order-keys.ts';
import type {
  AttemptRecord,
  CallbackAnswer,
  ManualDecision,
  OrderRecord,
  PayloadRead,
  ResumeAction,
  RunRecord,
  StepRecord,
} from '../../core/order/order-record.ts';
import { type AttemptDetail, compressedDetail, detailText, readDetail, type StoredDetail } from './attempt-detail.ts';

/**
 * An order's item in the table. Data from channels and partners is stored as JSON text: unchanged, and without DynamoDB's
 * limits on numbers, depth and keys.
 */
export interface OrderItem extends Omit<OrderRecord, 'payload' | 'runs'> {
  readonly payload: string;
  readonly runs: readonly RunItem[];
}

/** The item of a payload that a patch replaced. */
export interface FormerPayloadItem extends ItemKey {
  readonly payload: string;
  readonly replacedBy: ManualDecision & Pick<ResumeAction, 'run'>;
}

/** A run in an order's item. Steps and explanation are left out if they equal those of the previous run. */
export type RunItem = Omit<RunRecord, 'steps' | 'why'> & Partial<Pick<RunRecord, 'steps' | 'why'>>;

/** A step's item. */
export interface StepItem extends Omit<StepRecord, 'attempts' | 'output' | 'answer'> {
  readonly attempts: readonly AttemptItem[];
  readonly output?: string;
  readonly answer?: string;
}

/** An attempt in a step's item. Its callouts and logs are compressed, because they dominate the cost of a write. */
export interface AttemptItem extends Omit<AttemptRecord, 'callouts' | 'logs'> {
  /** `{ callouts, logs }`. */
  readonly detail?: StoredDetail;
}

/** Returns the order of an item. */
export function orderOf(item: OrderItem): OrderRecord {
  return { ...item, payload: JSON.parse(item.payload) as JsonObject, runs: runsOf(item.runs) };
}

/** Returns the runs of an order's item. */
export function runsOf(items: readonly RunItem[]): readonly RunRecord[] {
  const runs: RunRecord[] = [];
  for (const item of items) {
    const { steps = [], why = [] } = runs.at(-1) ?? {};
    runs.push({ ...item, steps: item.steps ?? steps, why: item.why ?? why });
  }
  return runs;
}

/** Returns runs in the form of an order's item. */
export function runItemsOf(runs: readonly RunRecord[]): readonly RunItem[] {
  return runs.map(({ steps, why, ...run }, index) => {
    const before = runs[index - 1];
    return {
      ...run,
      ...(!isDeepStrictEqual(steps, before?.steps) && { steps }),
      ...(!isDeepStrictEqual(why, before?.why) && { why }),
    };
  });
}

/** Returns the step of an item. */
export function stepOf({ attempts, output, answer, ...item }: StepItem): StepRecord {
  return {
    ...item,
    attempts: attempts.map(attemptOf),
    ...(output !== undefined && { output: JSON.parse(output) as JsonObject }),
    ...(answer !== undefined && { answer: JSON.parse(answer) as CallbackAnswer }),
  };
}

/** Returns the read that an item records. */
export function payloadReadOf(item: Record<string, unknown>): PayloadRead {
  const { run, by, at } = item as unknown as PayloadRead;
  return { run, by, at };
}

/** Returns a step in the form of its item. */
export function stepItemOf({ attempts, output, answer, ...step }: StepRecord): StepItem {
  return {
    ...step,
    attempts: attempts.map(attemptItemOf),
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(answer !== undefined && { answer: JSON.stringify(answer) }),
  };
}

/** Returns an attempt in the form of a step's item. */
export function attemptItemOf(attempt: AttemptRecord): AttemptItem {
  return withDetail(attempt, compressedDetail);
}

/** Returns an attempt in the form of a step's item in a table that compresses items itself. */
export function plainAttemptItemOf(attempt: AttemptRecord): AttemptItem {
  return withDetail(attempt, (text) => text);
}

function withDetail(attempt: AttemptRecord, store: (text: string) => StoredDetail): AttemptItem {
  const { callouts, logs, ...item } = attempt;
  if (callouts === undefined && logs === undefined) return item;
  return { ...item, detail: store(detailText(attempt)) };
}

/** Returns the attempt of an item. Its detail is only decompressed when it is read, which most readers do not. */
function attemptOf({ detail, ...attempt }: AttemptItem): AttemptRecord {
  if (detail === undefined) return attempt;
  let read: AttemptDetail | undefined;
  const readOnce = (): AttemptDetail => {
    read ??= readDetail(detail);
    return read;
  };
  return {
    ...attempt,
    get callouts() {
      return readOnce().callouts;
    },
    get logs() {
      return readOnce().logs;
    },
  } as AttemptRecord;
}
