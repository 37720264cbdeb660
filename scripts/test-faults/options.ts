import { parseArgs } from 'node:util';
import * as z from 'zod';

const wholeNumber = z.string().regex(/^\d{1,9}$/, 'expected a whole number');

const optionsSchema = z.object({
  orders: wholeNumber.default('10000').transform(Number).pipe(z.number().min(2)),
  seed: wholeNumber.transform(Number).optional(),
  kills: wholeNumber.transform(Number).optional(),
  'api-version': z
    .string()
    .regex(/^(\d{4}-\d{2}-\d{2}|\d{3}\.\d)$/, 'expected a version such as 2025-08-12 or 341.0')
    .optional(),
});

/** Command line options. */
export interface FaultsOptions {
  readonly orders: number;
  readonly seed: number;
  readonly kills: number;
  /** Version of the API of Zuora; undefined for both. */
  readonly apiVersion: string | undefined;
}

/** Default of `--kills`: one per this many orders. */
const ORDERS_PER_KILL = 250;
const SEEDS = 1_000_000;

/** Usage of the command. */
export const USAGE =
  'Usage: npm run test:faults -- [--orders <number>: default 10000] [--seed <number>: default random] [--kills <number>: default one per 250 orders] [--api-version <version of Zuora>: default 2025-08-12 and 341.0]';

/**
 * Parses the command line.
 *
 * @param randomSeed number from 0 (inclusive) to 1 (exclusive), for a run without `--seed`
 * @throws TypeError, ZodError when an option is unknown or not a whole number
 */
export function readOptions(args: readonly string[], randomSeed: number): FaultsOptions {
  const options = {
    orders: { type: 'string' },
    seed: { type: 'string' },
    kills: { type: 'string' },
    'api-version': { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const { 'api-version': apiVersion, kills, orders, seed } = optionsSchema.parse(values);
  return {
    orders,
    seed: seed ?? Math.floor(randomSeed * SEEDS),
    kills: kills ?? Math.ceil(orders / ORDERS_PER_KILL),
    apiVersion,
  };
}
