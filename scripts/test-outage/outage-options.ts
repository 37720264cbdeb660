import { parseArgs } from 'node:util';
import * as z from 'zod';

const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'expected a whole number')
  .transform(Number);

const optionsSchema = z.object({
  orders: wholeNumber.default(500).pipe(z.union([z.literal(0), z.number().min(3)])),
  'hour-seconds': wholeNumber.default(60).pipe(z.number().min(6).max(3_600)),
  burst: wholeNumber.default(300).pipe(z.number().min(0).max(5_000)),
  limit: wholeNumber.default(10).pipe(z.number().min(1).max(1_000)),
  subscriptions: wholeNumber.default(50).pipe(z.number().min(0)),
  twins: wholeNumber.default(50).pipe(z.number().min(0)),
  seed: wholeNumber.optional(),
});

/** Command line options. */
export interface OutageOptions {
  readonly orders: number;
  /** How many seconds an hour takes. */
  readonly hourSeconds: number;
  /** Orders at once, for a partner that takes `limit` requests at a time. */
  readonly burst: number;
  readonly limit: number;
  /** Subscriptions with several changes at once. */
  readonly subscriptions: number;
  /** Customers with two orders at once. */
  readonly twins: number;
  readonly seed: number;
}

const SEEDS = 1_000_000;

/** Usage of the command. */
export const USAGE = `Usage: npm run test:outage -- [options]
  --orders <number>         orders during three hours, of which Zuora is down for one; default 500, 0 for none
  --hour-seconds <number>   how long an hour takes; default 60
  --burst <number>          orders at once; default 300, 0 for none
  --limit <number>          how many requests Zuora takes at a time in the burst; default 10
  --subscriptions <number>  subscriptions with 6 changes at once; default 50, 0 for none
  --twins <number>          customers with two orders for one product at once; default 50, 0 for none
  --seed <number>           the same seed sends the same orders; default random`;

/**
 * Parses the command line.
 *
 * @param randomSeed number from 0 (inclusive) to 1 (exclusive), for a run without `--seed`
 * @throws TypeError, ZodError when an option is unknown, not a whole number, or out of range
 */
export function readOutageOptions(args: readonly string[], randomSeed: number): OutageOptions {
  const names = Object.keys(optionsSchema.shape);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ args: [...args], options });
  const { 'hour-seconds': hourSeconds, seed, ...sizes } = optionsSchema.parse(values);
  return { ...sizes, hourSeconds, seed: seed ?? Math.floor(randomSeed * SEEDS) };
}
