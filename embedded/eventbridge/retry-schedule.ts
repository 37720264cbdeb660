import type { DeliveryResult } from './deliver-event.ts';
import type { Target } from './target.ts';

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
const LONGEST_DELAY_MS = 15 * 60 * SECOND_MS;

type Failure = Extract<DeliveryResult, { ok: false }>;

/**
 * The delay before a failed delivery is tried again, in milliseconds; null when it is given up.
 *
 * A target that cannot be reached is tried 185 times within 24 hours, unless its policy says less, with exponential
 * delays and jitter (Amazon EventBridge User Guide, "Retrying event delivery"). A function that failed gets two more
 * tries, after one and two minutes (AWS Lambda Developer Guide, "Error handling for asynchronous invocation").
 *
 * @param failures how often it has failed, this time included
 * @param ageMs how long ago the event was put
 * @param random a number from 0 up to 1
 */
export function retryDelayMs(
  retry: Failure['retry'],
  { failures, ageMs }: { readonly failures: number; readonly ageMs: number },
  policy: Target['RetryPolicy'],
  random: number,
): number | null {
  if (retry === 'never') return null;
  if (retry === 'function') return failures > 2 ? null : failures * 60 * SECOND_MS;
  const longestAgeMs = (policy?.MaximumEventAgeInSeconds ?? DAY_MS / SECOND_MS) * SECOND_MS;
  if (failures > (policy?.MaximumRetryAttempts ?? 185) || ageMs >= longestAgeMs) return null;
  const delay = Math.min(LONGEST_DELAY_MS, SECOND_MS * 2 ** (failures - 1));
  return delay * (0.5 + random / 2);
}
