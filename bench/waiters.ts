import { setTimeout as wait } from 'node:timers/promises';
import { sendLoad } from './load.ts';
import { type OwnSystem, startOwnSystem } from './systems/own-system.ts';
import type { SystemOptions } from './systems/system.ts';
import type { Target } from './target.ts';
import { type Trend, trendOf } from './trend.ts';
import { usageOf } from './usage.ts';

/** How many callers wait, and how often. */
export interface WaitersOptions {
  readonly callers: number;
  /** Seconds that each caller waits. */
  readonly waitSeconds: number;
  /** Submits beside each wave, one a second. */
  readonly submits: number;
  /** Four or more. */
  readonly waves: number;
}

const MAX_SUBMIT_MS = 1_000;
/**
 * How much more memory an order may leave behind in the main thread. It is far less than an order with its execution, and more than
 * what compiled code and counters add.
 */
export const MAX_KB_PER_ORDER = 4;
/**
 * How much the memory of the process may grow in the second half of the waves. The waves before fill the heaps of the functions, and start
 * their environments. One more of these, when a busy machine is slow, is 35 MB.
 */
const MAX_GROWTH = 0.15;
/** A wait may end this much late. */
const TOLERANCE_SECONDS = 5;
/** How long the orders of a wave may take to end once the partner answers. */
const MAX_SETTLE_MS = 120_000;
const STEPS = 3;

/** One wave of callers. */
export interface Wave {
  /** Statuses of the answers that were waited for. */
  readonly statuses: readonly number[];
  /** Seconds until the last of them. */
  readonly latest: number;
  /** Milliseconds of the slowest plain submit. */
  readonly slowestSubmit: number;
  /** Most memory meanwhile, in MB. */
  readonly memoryMb: number;
  /** Memory of the main thread without garbage, once its orders have ended. */
  readonly liveMb: number;
}

/** The outcome of the waves. */
export interface WavesResult {
  readonly waves: readonly Wave[];
  /** How much more memory of the main thread is in use for each further order. */
  readonly kbPerOrder: number;
  /** Growth of all memory in the second half of the waves, as a share of it. The first half fills caches and heaps. */
  readonly growth: number;
}

/** Lets 120 callers wait several times, and prints how they fared. @returns whether everything was as expected */
export async function waiters(options: BenchOptions): Promise<boolean> {
  const size = { callers: 120, waitSeconds: 12, submits: 10, waves: 8 };
  const result = await runWaves(size, options);
  const problems = [...result.waves.flatMap((each) => problemsOf(each, size)), ...memoryProblems(result)];
  console.log(
    `\n| wave | answers of ${size.callers} callers | last answer, s | slowest of ${size.submits} plain submits, ms | most memory, MB | in use in the main thread, MB |\n| --: | --: | --: | --: | --: | --: |`,
  );
  for (const [index, each] of result.waves.entries()) console.log(rowOf(index + 1, each));
  for (const problem of problems) console.log(problem);
  return problems.length === 0;
}

type BenchOptions = Omit<SystemOptions, 'target'> & { readonly target: Target };

/** Lets callers wait for orders whose partner does not answer, and submits others beside them; several times. */
export async function runWaves(size: WaitersOptions, { directory, target }: BenchOptions): Promise<WavesResult> {
  const system = await startOwnSystem({ directory, target: target.url });
  try {
    await sendLoad({ callers: 8, orders: 200, run: system.run });
    const waves: Wave[] = [];
    for (let count = 1; count <= size.waves; count += 1) waves.push(await wave(size, system, target));
    const trendFrom = (first: number, pick: (wave: Wave) => number): Trend =>
      trendOf(
        waves.slice(first).map((each, index) => ({ orders: index * (size.callers + size.submits), value: pick(each) })),
      );
    return {
      waves,
      kbPerOrder: trendFrom(1, ({ liveMb }) => liveMb * 1024).slope,
      growth: trendFrom(size.waves / 2, ({ memoryMb }) => memoryMb).growth,
    };
  } finally {
    target.hold(false);
    await system.close();
  }
}

async function wave(
  { callers, submits, waitSeconds }: WaitersOptions,
  system: OwnSystem,
  target: Target,
): Promise<Wave> {
  const repliesBefore = target.replies();
  target.hold(true);
  const began = performance.now();
  const waiting = Promise.all(
    Array.from({ length: callers }, async () => {
      const status = await system.send({ prefer: `wait=${waitSeconds}` });
      return { status, seconds: (performance.now() - began) / 1000 };
    }),
  );
  const latencies: number[] = [];
  let memoryMb = 0;
  for (let submit = 0; submit < submits; submit += 1) {
    await wait(1_000);
    const sent = performance.now();
    const status = await system.send({});
    latencies.push(status === 202 ? performance.now() - sent : Number.POSITIVE_INFINITY);
    memoryMb = Math.max(memoryMb, usageOf(system.pids).memoryMb);
  }
  const answers = await waiting;
  target.hold(false);
  const orders = callers + submits;
  for (const end = performance.now() + MAX_SETTLE_MS; target.replies() - repliesBefore < orders * STEPS; ) {
    if (performance.now() > end) throw new Error('The orders of a wave did not end.');
    await wait(100);
  }
  memoryMb = Math.max(memoryMb, usageOf(system.pids).memoryMb);
  return {
    statuses: answers.map(({ status }) => status),
    latest: Math.max(...answers.map(({ seconds }) => seconds)),
    slowestSubmit: Math.max(...latencies),
    memoryMb,
    liveMb: await system.liveMb(),
  };
}

function problemsOf({ statuses, latest, slowestSubmit }: Wave, { waitSeconds }: WaitersOptions): readonly string[] {
  const wrong = statuses.filter((status) => status !== 201 && status !== 202);
  return [
    ...(wrong.length > 0 ? [`Expected the statuses 201 and 202, found ${[...new Set(wrong)].join()}.`] : []),
    ...(latest > waitSeconds + TOLERANCE_SECONDS
      ? [`Expected every answer after ${waitSeconds} s, found one after ${latest.toFixed(1)} s.`]
      : []),
    ...(slowestSubmit >= MAX_SUBMIT_MS
      ? [`Expected every plain submit within ${MAX_SUBMIT_MS} ms, found one after ${slowestSubmit.toFixed(0)} ms.`]
      : []),
  ];
}

function memoryProblems({ growth, kbPerOrder }: WavesResult): readonly string[] {
  return [
    ...(kbPerOrder > MAX_KB_PER_ORDER
      ? [`Expected an order to leave at most ${MAX_KB_PER_ORDER} KB in memory, found ${kbPerOrder.toFixed(1)} KB.`]
      : []),
    ...(growth > MAX_GROWTH
      ? [`Expected memory to level off, found ${(growth * 100).toFixed(0)} % more in the second half of the waves.`]
      : []),
  ];
}

function rowOf(number: number, { statuses, latest, liveMb, slowestSubmit, memoryMb }: Wave): string {
  const counts = [...Map.groupBy(statuses, (status) => status)].map(([status, of]) => `${of.length} × ${status}`);
  return `| ${number} | ${counts.join(', ')} | ${latest.toFixed(1)} | ${slowestSubmit.toFixed(0)} | ${memoryMb.toFixed(0)} | ${liveMb.toFixed(1)} |`;
}
