import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/counted.ts';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import { formatMoney } from './money-moved.ts';
import type { OrderResponse } from './order-response.ts';
import type { Paint } from './terminal.ts';

/** Where a demo runs: a system and a terminal. */
export interface DemoContext {
  /** Sends an order and prints its progress to the end. @param file path from the repository's root */
  send(file: string): Promise<OrderResponse>;
  /** Returns what the sandbox Zuora collected, credited and refunded since the last call. */
  moneyMoved(): Promise<readonly string[]>;
  print(line: string): void;
  readonly paint: Paint;
}

const expectationSchema = z.strictObject({
  status: z.string(),
  sequence: z.string(),
  steps: z.record(z.string(), z.string()),
  /** What Zuora collects, credits and refunds; anything if absent. */
  money: z.array(z.string()).readonly().optional(),
});

/** Expected end of an order of the scenario. */
export type Expectation = z.output<typeof expectationSchema>;

const scenarioSchema = z.array(z.strictObject({ file: z.string(), expect: expectationSchema }));

const moneySchema = z.object({ amount: z.number(), currency: z.string() });

const SCENARIO = new URL('demo-scenario.json', import.meta.url);

/**
 * Sends the orders of `demo-scenario.json` in sequence, and prints whether each ended as expected.
 *
 * @returns whether all did
 */
export async function playScenario({ moneyMoved, send, print, paint }: DemoContext): Promise<boolean> {
  const scenario = scenarioSchema.parse(JSON.parse(await readFile(SCENARIO, 'utf8')));
  let asExpected = 0;
  for (const { file, expect } of scenario) {
    print(paint('quiet', `examples/${file}`));
    const order = await send(`examples/${file}`);
    const money = await moneyMoved();
    print(paint('quiet', `  ${await totalOf(file)}Zuora: ${listed(money)}`));
    const differences = findDifferences({ ...order, money }, expect);
    for (const difference of differences) print(paint('bad', `  ${difference}`));
    print(differences.length === 0 ? paint('good', 'As expected') : paint('bad', 'Not as expected'));
    print('');
    if (differences.length === 0) asExpected += 1;
  }
  print(`${asExpected} of ${counted(scenario.length, 'order')} ended as expected`);
  return asExpected === scenario.length;
}

/** Returns the total that an example shows, for example `Order: 17.50 GBP. `; empty if it has none. */
async function totalOf(file: string): Promise<string> {
  const order = z
    .object({ total: moneySchema.optional() })
    .parse(JSON.parse(await readFile(join(PACKAGE_ROOT, 'examples', file), 'utf8')));
  return order.total === undefined ? '' : `Order: ${formatMoney(order.total.amount, order.total.currency)}. `;
}

/** Describes how an order differs from what was expected; empty when it does not. */
export function findDifferences(
  order: OrderResponse & Pick<Expectation, 'money'>,
  expected: Expectation,
): readonly string[] {
  const { status, sequence } = order;
  const money = expected.money && { money: listed(order.money) };
  const found = { status, sequence: sequence.name, ...money, ...stepsOf(order) };
  const wanted = {
    status: expected.status,
    sequence: expected.sequence,
    ...(expected.money && { money: listed(expected.money) }),
    ...prefixed(expected.steps),
  };
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  const shown = (values: Readonly<Record<string, string>>, name: string) => values[name] ?? 'nothing';
  return [...names].flatMap((name) =>
    shown(wanted, name) === shown(found, name)
      ? []
      : [`${name}: expected ${shown(wanted, name)}, found ${shown(found, name)}`],
  );
}

function listed(money: readonly string[] = []): string {
  return money.join(', ') || 'no money';
}

function stepsOf(order: OrderResponse): Readonly<Record<string, string>> {
  return prefixed(Object.fromEntries(order.steps.map(({ id, status }) => [id, status])));
}

function prefixed(steps: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(steps).map(([id, status]) => [`step ${id}`, status]));
}
