import { parseArgs } from 'node:util';
import * as z from 'zod';

const wholeNumber = z.string().regex(/^\d{1,9}$/, 'expected a whole number');

const optionsSchema = z.object({
  minutes: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,2})?$/, 'expected a number of minutes')
    .default('4')
    .transform(Number)
    .pipe(z.number().min(0.1)),
  'max-examples': wholeNumber.default('1000').transform(Number).pipe(z.number().min(1)),
  seed: wholeNumber.transform(Number).optional(),
});

/** Command line options. */
export interface FuzzOptions {
  /** Time for sending requests, without installation and start. */
  readonly minutes: number;
  /** Most requests of each fuzzer to one operation. */
  readonly maxExamples: number;
  readonly seed: number;
}

const SEEDS = 1_000_000;

/** Usage of the command. */
export const USAGE =
  'Usage: npm run test:fuzz -- [--minutes <number>: default 4] [--max-examples <number for an operation>: default 1000] [--seed <number>: default random]';

/**
 * Parses the command line.
 *
 * @param randomSeed number from 0 (inclusive) to 1 (exclusive), for a run without `--seed`
 * @throws TypeError, ZodError when an option is unknown or invalid
 */
export function readOptions(args: readonly string[], randomSeed: number): FuzzOptions {
  const options = {
    minutes: { type: 'string' },
    'max-examples': { type: 'string' },
    seed: { type: 'string' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  const { minutes, 'max-examples': maxExamples, seed } = optionsSchema.parse(values);
  return { minutes, maxExamples, seed: seed ?? Math.floor(randomSeed * SEEDS) };
}
