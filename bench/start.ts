import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { percentile } from './load.ts';
import { processEventSchema, type Recovery, type Restart, recoveryOf } from './recovery-times.ts';
import { forNewCustomer } from './systems/demo-job.ts';
import { exampleOrder } from './systems/job.ts';
import { type StartedSystem, startWithNpm, systemPlace } from './systems/started-system.ts';
import { usageOf } from './usage.ts';

const ORDERS = 10;
/** Orders that are on their way when the system is killed. */
const BURST = 24;
/** After this, what a start has compiled is kept for the next one. */
const FIRST_SESSION_MS = 8_000;
const RECOVERY_TIMEOUT_MS = 60_000;
const RECOVERY_POLL_MS = 250;

/** What is measured, with the most that its median and its worst value may be, in the order of the table. */
const FIGURES = {
  newFolder: { name: 'first start in a new folder: ready, ms' },
  newFolderFirst: { name: 'its first order, ms' },
  ready: { name: 'later start: ready, ms', median: 1_500 },
  readyCpu: { name: 'CPU time until then, with npm, ms' },
  first: { name: 'its first order, ms', median: 300 },
  firstCpu: { name: 'CPU time of the system during it, ms' },
  second: { name: 'its second order, ms' },
  tenth: { name: 'its tenth order, ms' },
  readyAfterKill: { name: 'start after `kill -9`: ready, ms', median: 800, worst: 1_500 },
  between: { name: 'order between two steps: tried again, ms after the start', worst: 3_000 },
  inStep: { name: 'order in a step: tried again, ms after the start' },
  ended: { name: 'order in flight: ended, ms after the start' },
} satisfies Record<string, { readonly name: string; readonly median?: number; readonly worst?: number }>;

type Figures = Readonly<Record<keyof typeof FIGURES, number[]>>;

/**
 * Starts the system as `npm start` does, again and again, and prints how long it takes until it is ready, what its first orders take, and how
 * orders recover from `kill -9`.
 *
 * @param directory an empty folder
 * @returns whether every figure is within its bar
 */
export async function start(rounds: number, directory: string): Promise<boolean> {
  const example = await exampleOrder();
  const order = (): object => forNewCustomer(example);
  const figures = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, [] as number[]])) as Figures;
  for (let round = 1; round <= rounds; round += 1) {
    const dataDir = join(directory, `round-${round}`);
    await mkdir(dataDir);
    await measureRound(dataDir, order, figures);
    console.log(
      `round ${round}: ready in ${figures.ready.at(-1)} ms, first order ${figures.first.at(-1)?.toFixed(0)} ms`,
    );
  }
  console.log(`\n${tableOf(figures)}`);
  return Object.keys(FIGURES).every((name) => isWithin(name as keyof Figures, figures));
}

async function measureRound(dataDir: string, order: () => object, figures: Figures): Promise<void> {
  const place = await systemPlace(dataDir);
  const began = await startWithNpm(place);
  const { latencies: ofNew } = await sendInTurn(began, order);
  await wait(FIRST_SESSION_MS);
  await began.end('SIGTERM');
  figures.newFolder.push(began.readyMs);
  figures.newFolderFirst.push(ofNew[0]);

  const later = await startWithNpm(place);
  const readyCpu = usageOf([later.pid]).cpuMs;
  const { latencies, firstCpuMs } = await sendInTurn(later, order);
  figures.ready.push(later.readyMs);
  for (const [index, name] of (['first', 'second', 'tenth'] as const).entries())
    figures[name].push(latencies[index] ?? 0);
  figures.readyCpu.push(readyCpu);
  figures.firstCpu.push(firstCpuMs);
  const ids = await Promise.all(Array.from({ length: BURST }, () => later.send(order(), 'wait=0')));
  const killedAt = Date.now();
  await later.end('SIGKILL');

  const next = await startWithNpm(place);
  figures.readyAfterKill.push(next.readyMs);
  const recoveries = await recoveriesOf(ids, next, { killedAt, startedAt: next.startedAt });
  await next.end('SIGTERM');
  for (const { inStep, triedAgainMs, endedMs } of recoveries) {
    figures[inStep ? 'inStep' : 'between'].push(triedAgainMs);
    figures.ended.push(endedMs);
  }
}

/** How long the first, the second and the last order took, and the CPU time meanwhile of the first. */
interface FirstOrders {
  readonly latencies: readonly [first: number, second: number, last: number];
  readonly firstCpuMs: number;
}

/** Sends orders one after the other. */
async function sendInTurn(system: StartedSystem, order: () => object): Promise<FirstOrders> {
  const latencies: number[] = [];
  const before = usageOf([system.pid]).cpuMs;
  let firstCpuMs = 0;
  for (let sent = 0; sent < ORDERS; sent += 1) {
    const began = performance.now();
    await system.send(order(), 'wait=20');
    latencies.push(performance.now() - began);
    if (sent === 0) firstCpuMs = usageOf([system.pid]).cpuMs - before;
  }
  const [first = 0, second = 0] = latencies;
  return { latencies: [first, second, latencies.at(-1) ?? 0], firstCpuMs };
}

const orderSchema = z.object({ status: z.string() });
const eventsSchema = z.object({ items: z.array(processEventSchema) });

/** Waits until all orders have ended, and returns how those recovered that had not when the system was killed. */
async function recoveriesOf(
  ids: readonly string[],
  system: StartedSystem,
  restart: Restart,
): Promise<readonly Recovery[]> {
  const isActive = async (id: string): Promise<boolean> => {
    const { status } = orderSchema.parse(await system.get(`/orders/${id}`));
    return status === 'submitted' || status === 'processing';
  };
  const end = Date.now() + RECOVERY_TIMEOUT_MS;
  for (let active = ids; active.length > 0; await wait(RECOVERY_POLL_MS)) {
    if (Date.now() > end) throw new Error(`${active.length} orders have not ended a minute after the restart.`);
    const answers = await Promise.all(active.map(isActive));
    active = active.filter((_id, index) => answers[index]);
  }
  const events = await Promise.all(
    ids.map(async (id) => eventsSchema.parse(await system.get(`/orders/${id}/process-events`)).items),
  );
  return events.flat().flatMap((event) => recoveryOf(event, restart) ?? []);
}

function tableOf(figures: Figures): string {
  const rows = Object.entries(FIGURES).map(([name, figure]) => {
    const values = sorted(figures[name as keyof Figures]);
    const bars: { readonly median?: number; readonly worst?: number } = figure;
    const cells =
      values.length === 0 ? ['', ''] : [percentile(values, 0.5), values.at(-1) ?? 0].map((value) => value.toFixed(0));
    const bar = [bars.median && `median ${bars.median}`, bars.worst && `worst ${bars.worst}`]
      .filter(Boolean)
      .join(', ');
    const missed = isWithin(name as keyof Figures, figures) ? '' : ' ✗';
    return `| ${figure.name} | ${values.length} | ${cells.join(' | ')} | ${bar}${missed} |`;
  });
  return ['| figure | values | median | worst | bar |', '| --- | --: | --: | --: | --- |', ...rows].join('\n');
}

function isWithin(name: keyof Figures, figures: Figures): boolean {
  const { median = Number.POSITIVE_INFINITY, worst = Number.POSITIVE_INFINITY }: { median?: number; worst?: number } =
    FIGURES[name];
  const values = sorted(figures[name]);
  return values.length === 0 || (percentile(values, 0.5) <= median && (values.at(-1) ?? 0) <= worst);
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((left, right) => left - right);
