import type { AttemptRecord } from '../../core/order/order-record.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';
import { detailText } from './attempt-detail.ts';

/** Most bytes of an attempt's callouts and logs, as JSON. */
const ATTEMPT_BYTES = 64 * 1024;

/** What an attempt's detail has beside its callouts and logs, as JSON. */
const DETAIL_NAMES = '{"callouts":,"logs":}';

/**
 * Most bytes of the callouts and logs of past attempts that are kept complete, as JSON: five or six ordinary attempts of 2
 * to 3 KB. Compressed they take about 5 KB, and every write of the step costs a write unit per KB (decision 7).
 */
const WHOLE_BYTES = 16 * 1024;

/** Most bytes of all past attempts, as JSON. With the latest one and the output they stay far below DynamoDB's 400 KB. */
const PAST_BYTES = 128 * 1024;

/** Most characters of an error's message and public message. A partner's complete reply belongs in the callout. */
const MESSAGE_LENGTH = 4_000;

/**
 * Shortens past attempts, so that the item of a step stays small after many attempts.
 *
 * Beyond a budget the oldest attempts lose bodies, headers and logs, and are marked `shortened`. The latest failed attempt
 * keeps them. If that is not enough, the oldest also lose their callouts, and then the message of their error. No attempt is
 * removed: its number is its position in the list.
 *
 * @param latest the attempt that follows them
 */
export function shortenAttempts(
  attempts: readonly AttemptRecord[],
  latest: Pick<AttemptRecord, 'error'>,
): readonly AttemptRecord[] {
  if (attempts.length === 0) return attempts;
  const ended = attempts.map(asEnded);
  const kept = latest.error === undefined ? ended.findLast(({ error }) => error !== undefined) : undefined;
  const unlessKept = (shorten: Shorten<AttemptRecord>) => (attempt: AttemptRecord) =>
    attempt === kept ? attempt : shorten(attempt);
  const details = ended.filter((attempt) => attempt !== kept).map(({ callouts, logs }) => ({ callouts, logs }));
  const trimmed = shortenOldest(ended, unlessKept(withoutDetail), bytesOf(details) - WHOLE_BYTES);
  return [withoutCallouts, withoutMessage].reduce(
    (shortened, shorten) => shortenOldest(shortened, unlessKept(shorten), bytesOf(shortened) - PAST_BYTES),
    trimmed,
  );
}

/** Shortens an attempt until it fits its item: first drops the bodies of the oldest callouts, then the oldest log lines. */
export function fitAttempt(attempt: AttemptRecord): AttemptRecord {
  const { callouts = [], logs = [] } = attempt;
  const whole = { ...attempt, ...fitError(attempt), callouts, logs };
  const excess = Buffer.byteLength(detailText(whole)) - DETAIL_NAMES.length - ATTEMPT_BYTES;
  if (excess <= 0 && callouts.every(({ shortened }) => shortened === undefined)) return whole;
  const trimmed = shortenOldest(callouts, withoutBodies, excess);
  const keptLogs = newest(logs, ATTEMPT_BYTES - bytesOf(trimmed));
  const keptCallouts = newest(trimmed, ATTEMPT_BYTES - bytesOf(keptLogs));
  const isComplete =
    keptLogs.length === logs.length &&
    keptCallouts.length === callouts.length &&
    keptCallouts.every(({ shortened }) => shortened === undefined);
  return {
    ...attempt,
    ...fitError(attempt),
    callouts: keptCallouts,
    logs: keptLogs,
    ...(!isComplete && { shortened: true }),
  };
}

type Shorten<T> = (item: T) => T;

/** Shortens the oldest items until the total has shrunk by `excessBytes`. */
function shortenOldest<T>(items: readonly T[], shorten: Shorten<T>, excessBytes: number): readonly T[] {
  let excess = excessBytes;
  return items.map((item) => {
    if (excess <= 0) return item;
    const shortened = shorten(item);
    excess -= bytesOf(item) - bytesOf(shortened);
    return shortened;
  });
}

/** Returns the newest items whose JSON fits in `bytes`. */
function newest<T>(items: readonly T[], bytes: number): readonly T[] {
  let room = bytes - 2;
  const lastDropped = items.findLastIndex((item) => {
    room -= bytesOf(item) + 1;
    return room < 0;
  });
  return items.slice(lastDropped + 1);
}

/** Replaces the outcome `running` of a past attempt with `unknown`: its host died before it recorded one. */
function asEnded(attempt: AttemptRecord): AttemptRecord {
  return attempt.outcome === 'running' ? { ...attempt, outcome: 'unknown' } : attempt;
}

function withoutBodies({ request: _request, response, ...callout }: Callout): Callout {
  return {
    ...callout,
    request: { headers: {}, body: null },
    response: response === null ? null : { status: response.status, headers: {}, body: null },
    shortened: true,
  };
}

/** Removes bodies, headers and logs from an attempt. Returns the attempt itself if it has none. */
export function withoutDetail(whole: AttemptRecord): AttemptRecord {
  const { logs = [], callouts = [], ...attempt } = whole;
  if (logs.length === 0 && callouts.every(({ shortened }) => shortened)) return whole;
  return { ...attempt, callouts: callouts.map(withoutBodies), shortened: true };
}

function withoutCallouts({ callouts: _callouts, ...attempt }: AttemptRecord): AttemptRecord {
  return { ...attempt, shortened: true };
}

function withoutMessage({ error, ...attempt }: AttemptRecord): AttemptRecord {
  return error === undefined
    ? attempt
    : { ...attempt, error: { ...error, message: '', publicMessage: '' }, shortened: true };
}

function fitError({ error }: AttemptRecord): Pick<AttemptRecord, 'error'> {
  if (error === undefined) return {};
  const { message, publicMessage } = error;
  return {
    error: {
      ...error,
      message: message.slice(0, MESSAGE_LENGTH),
      publicMessage: publicMessage.slice(0, MESSAGE_LENGTH),
    },
  };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
