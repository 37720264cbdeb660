import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fillStore } from './fill-store.ts';
import { percentile, sendLoad } from './load.ts';
import { dataDirOf, type OwnSystem, startOwnSystem } from './systems/own-system.ts';
import type { SystemOptions } from './systems/system.ts';

/** Orders that are run, and then copied. */
const SAMPLES = 100;
const REQUESTS = 400;
const WARM_UP = 50;
/** Most by which a request may be slower on the full store. */
const MOST = 1.1;

interface Measured {
  readonly name: string;
  readonly system: OwnSystem;
  readonly ids: readonly string[];
}

/**
 * Compares a full store with an empty one: the latency of submitting, reading and listing orders. The systems take turns, so
 * that noise affects both.
 *
 * @returns whether every request is as fast on the full store, within 10 %
 */
export async function growth(orders: number, options: SystemOptions): Promise<boolean> {
  const systems = [await prepare('empty', 0, options), await prepare('full', orders, options)];
  try {
    const rows = [];
    for (const [name, request] of Object.entries(REQUEST_KINDS)) {
      const [empty = [], full = []] = await alternate(systems, request);
      const ratio = percentile(full, 0.5) / percentile(empty, 0.5);
      const cells = [empty, full].flatMap((latencies) => [percentile(latencies, 0.5), percentile(latencies, 0.99)]);
      rows.push({ ratio, line: `| ${[name, ...cells.map((ms) => ms.toFixed(2)), ratio.toFixed(2)].join(' | ')} |` });
    }
    console.log(`\n| request | empty p50 ms | empty p99 ms | ${orders} orders p50 ms | p99 ms | p50 full ÷ empty |`);
    console.log('| --- | --: | --: | --: | --: | --: |');
    for (const { line } of rows) console.log(line);
    return rows.every(({ ratio }) => ratio <= MOST);
  } finally {
    for (const { system } of systems) await system.close();
  }
}

async function prepare(name: string, orders: number, { directory, target }: SystemOptions): Promise<Measured> {
  const own = { directory: join(directory, name), target };
  await mkdir(own.directory);
  const first = await startOwnSystem(own);
  await sendLoad({ callers: 4, orders: SAMPLES, run: first.run });
  // Lets the events of the last orders be delivered.
  await wait(1_000);
  await first.close();
  const started = performance.now();
  const ids = orders === 0 ? [] : await fillStore(join(dataDirOf(own.directory), 'store.sqlite'), orders);
  if (orders > 0) console.log(`${orders} orders stored in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return { name, system: await startOwnSystem(own), ids };
}

type RequestKind = (measured: Measured, submitted: readonly string[]) => Promise<string | undefined>;

const pick = (ids: readonly string[]): string => ids[Math.floor(Math.random() * ids.length)] ?? '';

/** The requests; each returns the id of an order that it has submitted. */
const REQUEST_KINDS: Readonly<Record<string, RequestKind>> = {
  'POST /orders': ({ system }) => system.submit(),
  'POST /orders, waits': async ({ system }) => void (await system.run(0)),
  'GET /orders/{id}': async ({ system, ids }, submitted) => {
    await system.get(`/orders/${pick(ids.length > 0 ? ids : submitted)}`);
    return undefined;
  },
  'GET /orders': async ({ system }) => {
    await system.get('/orders?limit=20');
    return undefined;
  },
};

async function alternate(systems: readonly Measured[], request: RequestKind): Promise<number[][]> {
  const latencies: number[][] = systems.map(() => []);
  const submitted: string[][] = await Promise.all(systems.map(async ({ system }) => [await system.submit()]));
  for (let number = -WARM_UP; number < REQUESTS; number += 1) {
    for (const [index, measured] of systems.entries()) {
      const began = performance.now();
      const id = await request(measured, submitted[index] ?? []);
      if (number >= 0) latencies[index]?.push(performance.now() - began);
      if (id !== undefined) submitted[index]?.push(id);
      // The run of the order must not disturb the next request.
      if (id !== undefined) await wait(40);
    }
  }
  return latencies.map((all) => all.sort((left, right) => left - right));
}
