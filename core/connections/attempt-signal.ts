import type { AttemptRecord } from '../order/order-record.ts';
import type { Callout } from '../plugin/plugin-http.ts';

/**
 * What an attempt says about its connection. `outage`: the partner does not work. `answered`: it works, whatever it answered.
 * `none`: nothing, e.g. because nothing was sent.
 */
export type ConnectionSignal = 'outage' | 'answered' | 'none';

/** Statuses with which a gateway reports that the system behind it does not work (RFC 9110, section 15.6). */
const OUTAGE_STATUSES: readonly number[] = [502, 503, 504];

const TOO_MANY_REQUESTS = 429;

/** A partner that wants no request for this long is not just busy. */
const LONG_WAIT_SECONDS = 60;

/** Errors that a partner's outage can cause. A decline or a bad request is an answer. */
const OUTAGE_ERRORS: readonly string[] = ['PluginTransient', 'PluginOutcomeUnknown'];

/**
 * Tells an outage of the partner from its answers, by the last request of an attempt:
 *
 * | the last request                                            | means    |
 * | ----------------------------------------------------------- | -------- |
 * | was not sent: DNS, connection refused, TLS                  | outage   |
 * | got no complete reply: timeout, reset                       | outage   |
 * | got 502, 503 or 504                                         | outage   |
 * | got 429 and has to wait for a minute or more                | outage   |
 * | got any other reply: success, decline, bad request, 500 …   | answered |
 *
 * What happened to the step is decided elsewhere: after a lost reply its outcome is unknown, outage or not.
 */
export function signalOf({ callouts = [], error }: Pick<AttemptRecord, 'callouts' | 'error'>): ConnectionSignal {
  const last = callouts.at(-1);
  if (last === undefined) return 'none';
  if (error === undefined || !OUTAGE_ERRORS.includes(error.name)) return last.response === null ? 'none' : 'answered';
  return isOutage(last, error.retryAfterSeconds ?? 0) ? 'outage' : 'answered';
}

function isOutage({ response }: Callout, waitSeconds: number): boolean {
  if (response === null || OUTAGE_STATUSES.includes(response.status)) return true;
  return response.status === TOO_MANY_REQUESTS && waitSeconds >= LONG_WAIT_SECONDS;
}
