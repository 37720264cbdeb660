import type { AttemptRecord } from '../../core/order/order-record.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';

/** An attempt's callouts and logs together, in bytes of JSON. */
const ATTEMPT_BYTES = 64 * 1024;

/** All past attempts together, in bytes of JSON: with the latest one and the output far below DynamoDB's 400 KB. */
const PAST_BYTES = 128 * 1024;

/** An error's message and its public message, in characters: a partner's whole reply belongs in the callout. */
const MESSAGE_LENGTH = 4_000;

/**
 * Past attempts without bodies, headers and log data, so that the item of a step stays small however often it is tried.
 *
 * Where that is not enough the oldest lose their callouts too, and then the message of their error. None is left out:
 * an attempt's number is its place in the list.
 */
export function shortenAttempts(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  const outlined = attempts.map(({ callouts, logs: _logs, ...attempt }) => ({
    ...attempt,
    // A host that died in the call never wrote how it ended: nobody knows.
    ...(attempt.outcome === 'running' && { outcome: 'unknown' as const }),
    ...(callouts !== undefined && { callouts: callouts.map(withoutBodies) }),
  }));
  return [withoutCallouts, withoutMessage].reduce<readonly AttemptRecord[]>(
    (shortened, shorten) => shortenOldest(shortened, shorten, PAST_BYTES),
    outlined,
  );
}

/** An attempt that fits its item: bodies are left out, oldest callout first, and then log lines, until it does. */
export function fitAttempt(attempt: AttemptRecord): AttemptRecord {
  const { callouts = [], logs = [] } = attempt;
  const outlined = shortenOldest(callouts, withoutBodies, ATTEMPT_BYTES - bytesOf(logs));
  const keptLogs = newest(logs, ATTEMPT_BYTES - bytesOf(outlined));
  return {
    ...attempt,
    ...fitError(attempt),
    callouts: newest(outlined, ATTEMPT_BYTES - bytesOf(keptLogs)),
    logs: keptLogs,
  };
}

/** Shortens items from the oldest on until all of them together are small enough. */
function shortenOldest<T>(items: readonly T[], shorten: (item: T) => T, bytes: number): readonly T[] {
  let excess = bytesOf(items) - bytes;
  return items.map((item) => {
    if (excess <= 0) return item;
    const shortened = shorten(item);
    excess -= bytesOf(item) - bytesOf(shortened);
    return shortened;
  });
}

/** The newest items that are together small enough. */
function newest<T>(items: readonly T[], bytes: number): readonly T[] {
  let room = bytes - 2;
  const lastToGo = items.findLastIndex((item) => {
    room -= bytesOf(item) + 1;
    return room < 0;
  });
  return items.slice(lastToGo + 1);
}

function withoutBodies({ request: _request, response, ...callout }: Callout): Callout {
  return {
    ...callout,
    request: { headers: {}, body: null },
    response: response === null ? null : { status: response.status, headers: {}, body: null },
  };
}

function withoutCallouts({ callouts: _callouts, ...attempt }: AttemptRecord): AttemptRecord {
  return attempt;
}

function withoutMessage({ error, ...attempt }: AttemptRecord): AttemptRecord {
  return error === undefined ? attempt : { ...attempt, error: { ...error, message: '', publicMessage: '' } };
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
