import type { JsonObject } from '../../core/json.ts';
import { DECLINE_NAMES } from '../../sandbox/faults/declines.ts';
import { createRandom } from './random.ts';

/** Share of orders that come with a new fault. */
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
/** Faults that only Zuora has. */
const ZUORA_KINDS = [...KINDS, 'lock', 'concurrency-limit', 'in-progress', 'conflict', 'gateway-timeout'] as const;

/** How many consecutive requests a fault hits: a retry gets past most faults, a few outlast every attempt. */
const TIMES = [1, 1, 1, 1, 1, 2, 2, 4, 4, 40] as const;

const MAX_DELAY_MS = 4_000;
const MAX_RETRY_AFTER_S = 5;

/**
 * Returns the fault to add when an order is submitted, or undefined. It hits the next requests to the partner, which may
 * belong to other orders.
 */
export function randomFault(seed: number, index: number): JsonObject | undefined {
  const random = createRandom(`fault ${seed} ${index}`);
  if (random.next() >= FAULTY_SHARE) return undefined;
  const partner = random.pick(PARTNERS);
  const fault = random.pick<(typeof ZUORA_KINDS)[number]>(partner === 'zuora' ? ZUORA_KINDS : KINDS);
  return {
    partner,
    // A fault with a path hits token requests too.
    path: '/',
    fault,
    times: random.pick(TIMES),
    ...(fault === 'slow' && { delayMs: random.below(MAX_DELAY_MS) }),
    ...(fault === 'decline' && partner === 'zuora' && { decline: random.pick(DECLINE_NAMES) }),
    ...(fault === '503' && partner === 'zuora' && { kept: random.next() < 0.5 }),
    ...((fault === '429' || fault === 'concurrency-limit') && {
      retryAfterSeconds: random.below(MAX_RETRY_AFTER_S),
    }),
  };
}
