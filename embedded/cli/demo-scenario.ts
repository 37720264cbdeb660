import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { OrderResponse } from './order-response.ts';
import type { Paint } from './terminal.ts';

/** Where a demo runs: a system and a terminal. */
export interface DemoContext {
  /** Sends an order and prints its progress to the end. @param file path from the repository's root */
  send(file: string): Promise<OrderResponse>;
  print(line: string): void;
  readonly paint: Paint;
}

const expectationSchema = z.strictObject({
  status: z.string(),
  sequence: z.string(),
  steps: z.record(z.string(), z.string()),
});

/** Expected end of an order of the scenario. */
export type Expectation = z.output<typeof expectationSchema>;

const scenarioSchema = z.array(z.strictObject({ file: z.string(), expect: expectationSchema }));

const SCENARIO = new URL('../../examples/scenario.json', import.meta.url);

/**
 * Sends the orders of `examples/scenario.json` in sequence, and prints whether each ended as expected.
 *
 * @returns whether all did
 */
export async function playScenario({ send, print, paint }: DemoContext): Promise<boolean> {
  const scenario = scenarioSchema.parse(JSON.parse(await readFile(SCENARIO, 'utf8')));
  let asExpected = 0;
  for (const { file, expect } of scenario) {
    print(paint('quiet', `examples/${file}`));
    const differences = findDifferences(await send(`examples/${file}`), expect);
    for (const difference of differences) print(paint('bad', `  ${difference}`));
    print(differences.length === 0 ? paint('good', 'As expected') : paint('bad', 'Not as expected'));
    print('');
    if (differences.length === 0) asExpected += 1;
  }
  print(`${asExpected} of ${scenario.length} orders ended as expected`);
  return asExpected === scenario.length;
}

/** Describes how an order differs from what was expected; empty when it does not. */
export function findDifferences(order: OrderResponse, expected: Expectation): readonly string[] {
  const found = { status: order.status, sequence: order.sequence.name, ...stepsOf(order) };
  const wanted = { status: expected.status, sequence: expected.sequence, ...prefixed(expected.steps) };
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  const shown = (values: Readonly<Record<string, string>>, name: string) => values[name] ?? 'nothing';
  return [...names].flatMap((name) =>
    shown(wanted, name) === shown(found, name)
      ? []
      : [`${name}: expected ${shown(wanted, name)}, found ${shown(found, name)}`],
  );
}

function stepsOf(order: OrderResponse): Readonly<Record<string, string>> {
  return prefixed(Object.fromEntries(order.steps.map(({ id, status }) => [id, status])));
}

function prefixed(steps: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(steps).map(([id, status]) => [`step ${id}`, status]));
}
