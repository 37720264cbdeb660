import type { AttemptRecord } from '../../core/order/order-record.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';

/** An attempt's callouts and logs together, in characters of JSON. */
const ATTEMPT_LIMIT = 64 * 1024;

/** Past attempts without bodies, headers and log data, so that the item of a step stays small however often it is tried. */
export function shortenAttempts(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  return attempts.map(({ callouts, logs: _logs, ...attempt }) => ({
    ...attempt,
    // A host that died in the call never wrote how it ended: nobody knows.
    ...(attempt.outcome === 'running' && { outcome: 'unknown' as const }),
    ...(callouts !== undefined && { callouts: callouts.map(withoutBodies) }),
  }));
}

/** An attempt that fits its item: bodies are left out, oldest callout first, and then log lines, until it does. */
export function fitAttempt(attempt: AttemptRecord): AttemptRecord {
  let callouts = attempt.callouts ?? [];
  let logs = attempt.logs ?? [];
  const size = () => JSON.stringify([callouts, logs]).length;
  for (let index = 0; index < callouts.length && size() > ATTEMPT_LIMIT; index += 1) {
    callouts = callouts.map((callout, at) => (at <= index ? withoutBodies(callout) : callout));
  }
  while (size() > ATTEMPT_LIMIT && logs.length > 0) logs = logs.slice(Math.ceil(logs.length / 2));
  while (size() > ATTEMPT_LIMIT && callouts.length > 0) callouts = callouts.slice(Math.ceil(callouts.length / 2));
  return { ...attempt, callouts, logs };
}

function withoutBodies({ request: _request, response, ...callout }: Callout): Callout {
  return {
    ...callout,
    request: { headers: {}, body: null },
    response: response === null ? null : { status: response.status, headers: {}, body: null },
  };
}
