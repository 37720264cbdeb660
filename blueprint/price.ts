import type { Sequence } from '../core/sequence/sequence.ts';
import { FUNCTION_MEMORY_MB } from './functions/define-function.ts';
import { LIST_PRICES, roundedDollars } from './list-prices.ts';

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

/**
 * US dollars for a million seconds that callers wait on AWS. Each occupies an instance, and reads the order's status about
 * twice a second (half a read unit each).
 */
export const PRICE_OF_WAITING = roundedDollars(
  1_000_000 * (MEASURED.memoryGb * LIST_PRICES.lambdaGbSecond + LIST_PRICES.readUnit),
);

/** Entries of the search index of a typical order, one unit each: its reference, external id, e-mail address and owner. */
const SEARCH_ENTRIES = 4;

/** Kilobytes of an entry of the search index or of a key of another index, with the 100 bytes that DynamoDB adds to each. */
const ENTRY_KB = 0.3;

/** Entries of an order in the indexes of the table that stay after it is complete: that of its day. */
const LASTING_INDEX_ENTRIES = 1;

/** The index of orders that need a person is sparse: such an order takes its place there, and gives it up when it has been recovered. */
const ATTENTION_WRITES = 2;

/** US dollars for a million orders that fail, are held or lack a step, besides what recovers them. */
export const PRICE_OF_ATTENTION = roundedDollars(1_000_000 * ATTENTION_WRITES * LIST_PRICES.writeUnit);

/** What the orders of a sequence take in the table. */
export interface Storage {
  /** GB of a million orders, at most. */
  readonly gb: number;
  /** US dollars a month, with the continuous backup. */
  readonly perMonth: number;
}

/** Returns what a million orders of a sequence take in the table for as long as they are kept. */
export function storageOf({ steps }: Pick<Sequence, 'steps'>): Storage {
  const items = MEASURED.orderItemUnits + steps.length * MEASURED.stepItemUnits;
  const gb = items + (SEARCH_ENTRIES + LASTING_INDEX_ENTRIES) * ENTRY_KB;
  return { gb, perMonth: roundedDollars(gb * (LIST_PRICES.tableGbMonth + LIST_PRICES.backupGbMonth)) };
}

/** What a lane costs an order that does not wait: it joins the lane and leaves it, a unit each. */
const LANE_WRITES = 2;

/**
 * What an order that waits for another one costs besides: its item is written as queued; the lane is joined again when its turn
 * comes, and is not the order ahead's alone when that one leaves; the order ahead, the order itself and the lane are read.
 */
const QUEUE_UNITS = { writes: MEASURED.orderItemUnits + 2 + 3, reads: 4 } as const;

/** US dollars for a million orders that change a subscription: for each name that they have for it, and for waiting behind another. */
export const PRICE_OF_LANE = {
  perName: roundedDollars(1_000_000 * LANE_WRITES * LIST_PRICES.writeUnit),
  queued: roundedDollars(
    1_000_000 * (QUEUE_UNITS.writes * LIST_PRICES.writeUnit + QUEUE_UNITS.reads * LIST_PRICES.readUnit),
  ),
} as const;

/**
 * US dollars for a million new orders whose sequence lets a customer have a product only once, for each product: a lane, a reservation,
 * and the read of the account's subscriptions, which are few.
 */
export const PRICE_OF_PURCHASE = roundedDollars(
  1_000_000 * ((LANE_WRITES + 1) * LIST_PRICES.writeUnit + LIST_PRICES.readUnit),
);

/** Returns the price of an order of a sequence, at list prices. */
export function priceOf(sequence: Pick<Sequence, 'steps'>): Price {
  const steps = sequence.steps.length;
  const invocations = steps + 2;
  const seconds = MEASURED.submitSeconds + steps * MEASURED.stepSeconds + MEASURED.completeSeconds;
  const orderWrites = ORDER_WRITES.put + (steps > 0 ? ORDER_WRITES.processing : 0) + ORDER_WRITES.complete;
  return priceOfLines([
    line('Step Functions state transitions', steps + 1, LIST_PRICES.stateTransition),
    line('DynamoDB write units', orderWrites + steps * (1 + MEASURED.stepItemUnits), LIST_PRICES.writeUnit),
    line('DynamoDB write units (search)', SEARCH_ENTRIES, LIST_PRICES.writeUnit),
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
  ]);
}

/**
 * Returns what it adds to an order that it is parked once: the state that parks it and the step again, the writes of its item with its place
 * in the index, and its two events.
 */
export function parkingPrice(): Price {
  const writes = 2 * (MEASURED.orderItemUnits + 2 + 1) + 2;
  const seconds = MEASURED.completeSeconds + MEASURED.stepSeconds + MEASURED.completeSeconds;
  return priceOfLines([
    line('Step Functions state transitions', 2, LIST_PRICES.stateTransition),
    line('DynamoDB write units', writes, LIST_PRICES.writeUnit),
    line('DynamoDB read units', 6, LIST_PRICES.readUnit),
    line('Lambda requests', 2, LIST_PRICES.lambdaRequest),
    line('Lambda GB-seconds', seconds * MEASURED.memoryGb, LIST_PRICES.lambdaGbSecond),
    line('CloudWatch Logs GB', (2 * MEASURED.logKbPerInvocation) / 1_000_000, LIST_PRICES.logGb),
    line('EventBridge events', 2, LIST_PRICES.event),
  ]);
}

function priceOfLines(lines: readonly PriceLine[]): Price {
  return { lines, perMillion: roundedDollars(lines.reduce((total, { perMillion }) => total + perMillion, 0)) };
}

function line(what: string, quantity: number, price: number): PriceLine {
  return { what, quantity, perMillion: roundedDollars(quantity * price * 1_000_000) };
}
