import type { Sequence } from '../core/sequence/sequence.ts';
import { FUNCTION_MEMORY_MB } from './functions/define-function.ts';

/**
 * List prices in US dollars, us-east-1, without free tiers.
 *
 * Sources: the AWS pricing pages of Step Functions (Standard workflows), Lambda (arm64), DynamoDB (on-demand), API Gateway
 * (HTTP API), EventBridge (custom events) and CloudWatch Logs, as of November 2026.
 */
const LIST_PRICES = {
  stateTransition: 25 / 1_000_000,
  lambdaRequest: 0.2 / 1_000_000,
  lambdaGbSecond: 0.0000133334,
  writeUnit: 0.625 / 1_000_000,
  readUnit: 0.125 / 1_000_000,
  apiRequest: 1 / 1_000_000,
  event: 1 / 1_000_000,
  logGb: 0.5,
} as const;

/** A line of the price of an order. */
export interface PriceLine {
  readonly what: string;
  /** How many per order. */
  readonly quantity: number;
  /** US dollars per million orders. */
  readonly perMillion: number;
}

/** The price of an order that succeeds at the first attempt and whose caller does not wait. */
export interface Price {
  readonly lines: readonly PriceLine[];
  /** US dollars per million orders. */
  readonly perMillion: number;
}

/**
 * The measured needs of a typical order: items of up to 4 KB for the order and up to 3 KB for a step, and the time and
 * the log text of each function (its own lines only; `infra/` turns off the platform's lines).
 * `test/e2e/single-machine.test.ts` measures the items and counts the calls.
 */
export const MEASURED = {
  orderItemUnits: 4,
  stepItemUnits: 3,
  memoryGb: FUNCTION_MEMORY_MB / 1024,
  submitSeconds: 0.06,
  stepSeconds: 0.1,
  completeSeconds: 0.06,
  logKbPerInvocation: 0.4,
  logKbPerRequest: 0.4,
} as const;

/** Write units of an order besides those of its steps, including index entries. */
const ORDER_WRITES = {
  put: MEASURED.orderItemUnits + 2,
  processing: MEASURED.orderItemUnits + 2,
  complete: MEASURED.orderItemUnits + 1,
} as const;

/** Returns the price of an order of a sequence, at list prices. */
export function priceOf(sequence: Pick<Sequence, 'steps'>): Price {
  const steps = sequence.steps.length;
  const invocations = steps + 2;
  const seconds = MEASURED.submitSeconds + steps * MEASURED.stepSeconds + MEASURED.completeSeconds;
  const orderWrites = ORDER_WRITES.put + (steps > 0 ? ORDER_WRITES.processing : 0) + ORDER_WRITES.complete;
  const lines = [
    line('Step Functions state transitions', steps + 1, LIST_PRICES.stateTransition),
    line('DynamoDB write units', orderWrites + steps * (1 + MEASURED.stepItemUnits), LIST_PRICES.writeUnit),
    line('DynamoDB read units', steps, LIST_PRICES.readUnit),
    line('Lambda requests', invocations, LIST_PRICES.lambdaRequest),
    line('Lambda GB-seconds', seconds * MEASURED.memoryGb, LIST_PRICES.lambdaGbSecond),
    line(
      'CloudWatch Logs GB',
      (invocations * MEASURED.logKbPerInvocation + MEASURED.logKbPerRequest) / 1_000_000,
      LIST_PRICES.logGb,
    ),
    line('EventBridge events', 2, LIST_PRICES.event),
    line('HTTP API requests', 1, LIST_PRICES.apiRequest),
  ];
  return { lines, perMillion: dollars(lines.reduce((total, { perMillion }) => total + perMillion, 0)) };
}

function line(what: string, quantity: number, price: number): PriceLine {
  return { what, quantity, perMillion: dollars(quantity * price * 1_000_000) };
}

function dollars(amount: number): number {
  return Math.round(amount * 100) / 100;
}
