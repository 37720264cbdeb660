import type { JsonObject } from '../../core/json.ts';
import { createRandom } from './random.ts';

/** The share of orders beside which a partner begins to misbehave. */
const FAULTY_SHARE = 0.4;
const PARTNERS = ['salesforce', 'zuora', 'provisioning'] as const;
const KINDS = [
  'decline',
  '500',
  '429',
  '503',
  'hang',
  'slow',
  'drop-after-effect',
  'drop-after-effect',
  'malformed',
] as const;
/** How many requests in a row are hit: most faults pass by trying again, a few are outages that outlast every try. */
const TIMES = [1, 1, 1, 1, 1, 2, 2, 4, 4, 40] as const;

const LONGEST_DELAY_MS = 4_000;
const LONGEST_RETRY_AFTER_S = 5;

/**
 * The fault that a partner is told to have when the order with this number is submitted; undefined for most. Which order's
 * requests it hits depends on which come first.
 */
export function randomFault(seed: number, index: number): JsonObject | undefined {
  const random = createRandom(`fault ${seed} ${index}`);
  if (random.next() >= FAULTY_SHARE) return undefined;
  const fault = random.pick(KINDS);
  return {
    partner: random.pick(PARTNERS),
    // With a path requests for a token are hit as well.
    path: '/',
    fault,
    times: random.pick(TIMES),
    ...(fault === 'slow' && { delayMs: random.below(LONGEST_DELAY_MS) }),
    ...(fault === '429' && { retryAfterSeconds: random.below(LONGEST_RETRY_AFTER_S) }),
  };
}
