import { parseArgs } from 'node:util';
import * as z from 'zod';

const wholeNumber = z.string().regex(/^\d{1,9}$/, 'expected a whole number');

const optionsSchema = z.object({
  orders: wholeNumber.default('10000').transform(Number).pipe(z.number().min(2)),
  seed: wholeNumber.transform(Number).optional(),
  kills: wholeNumber.transform(Number).optional(),
});

/** What the command line says. */
export interface FaultsOptions {
  readonly orders: number;
  readonly seed: number;
  readonly kills: number;
}

/** One kill for so many orders, unless the command line says otherwise. */
const ORDERS_PER_KILL = 250;
const SEEDS = 1_000_000;

/** How the command is used. */
export const USAGE =
  'Usage: npm run test:faults -- [--orders 10000] [--seed <number>: default a random one] [--kills <number>: default one for 250 orders]';

/**
 * Reads the command line.
 *
 * @param randomSeed a number from 0 up to, and without, 1, for a run without a seed
 * @throws TypeError, ZodError an option is unknown or no whole number
 */
export function readOptions(args: readonly string[], randomSeed: number): FaultsOptions {
  const options = { orders: { type: 'string' }, seed: { type: 'string' }, kills: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const { kills, orders, seed } = optionsSchema.parse(values);
  return {
    orders,
    seed: seed ?? Math.floor(randomSeed * SEEDS),
    kills: kills ?? Math.ceil(orders / ORDERS_PER_KILL),
  };
}
