import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import { placeOf } from '../../../core/order/order-lanes.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { isAtRest } from '../../../core/order/order-status.ts';
import { createLeaveLanes } from '../../../lambdas/order-runs/lanes.ts';
import { type StartRunPorts, startRun } from '../../../lambdas/order-runs/start-run.ts';
import { createLaneStore } from '../../../lambdas/order-store/lane-store.ts';
import { createOperatorStore } from '../../../lambdas/order-store/operator-store.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createUnfinishedOrders } from '../../../lambdas/order-store/unfinished-orders.ts';
import { createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { createSweep } from '../../../lambdas/sweeper/sweep.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** The process of a task ended: nothing that it was about to do happens. */
class Crashed extends Error {}

/** What happens to orders. The order is one of those that exist, counted from `which`; crashes are counted in calls. */
type Happening = { readonly which: number; readonly crashAfter: number } & (
  | { readonly what: 'accept'; readonly names: readonly string[] }
  | { readonly what: 'complete' | 'fail' | 'hold' | 'resume' | 'cancel' | 'yield' | 'sweep' }
);

/** Histories of random length are tried for this long. */
const TIME_LIMIT_MS = 6_000;

const NAMES = ['A-1', 'A-2', `sub-${'1'.repeat(32)}`];

const happening: fc.Arbitrary<Happening> = fc
  .record({
    which: fc.nat({ max: 20 }),
    crashAfter: fc.oneof(fc.constant(99), fc.nat({ max: 6 })),
    what: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ what: fc.constant('accept' as const), names: fc.subarray(NAMES, { minLength: 1 }) }),
      },
      {
        weight: 6,
        arbitrary: fc.record({
          what: fc.constantFrom('complete' as const, 'fail', 'hold', 'resume', 'cancel', 'yield', 'sweep'),
        }),
      },
    ),
  })
  .map(({ what, ...rest }) => ({ ...rest, ...what }) as Happening);

/** One history: orders of a few subscriptions, tasks that work on them at the same time, and what was seen of them. */
function history(scheduler: fc.Scheduler) {
  let isInterleaving = true;
  /** The state machine repeats the end of a run until it is recorded. */
  const repeats: (() => Promise<void>)[] = [];
  const suffix = newOrderId();
  const ids: string[] = [];
  /** Places in the order in which their first write was made, and in the order in which their runs were started. */
  const startedRuns = new Map<string, OrderRecord>();
  const violations: string[] = [];

  /** Returns the ports of one task, whose calls interleave with those of others. After some calls it crashes. */
  const portsOf = (crashAfter: number) => {
    let calls = 0;
    const reach = async () => {
      calls += 1;
      if (calls > crashAfter) throw new Crashed('The process ended.');
      if (isInterleaving) await scheduler.schedule(Promise.resolve());
    };
    const client = Object.assign(Object.create(world.client) as DynamoDBDocumentClient, {
      async send(command: Parameters<DynamoDBDocumentClient['send']>[0]) {
        await reach();
        return world.client.send(command);
      },
    });
    const orders = createOrderStore(client, world.table);
    const lanes = createLaneStore(client, world.table);
    const ports: StartRunPorts = {
      orders,
      lanes,
      publishEvents: async () => undefined,
      async startExecution(order) {
        await reach();
        const place = placeOf(order, order.runs.length);
        const name = `${order.id}-r${order.runs.length}`;
        if (!startedRuns.has(name)) await checkAlone(order, place);
        startedRuns.set(name, order);
      },
      onError: () => undefined,
    };
    const leaveLanes = createLeaveLanes({ ...ports, startRun: (order) => startRun(order, ports) });
    return { ...ports, orders, lanes, leaveLanes, client };
  };

  /** Reads the truth, without interleaving. */
  const read = async () => {
    const orders: OrderRecord[] = [];
    for (const id of ids) {
      const order = await world.orders.get(id);
      if (order !== undefined) orders.push(order);
    }
    return orders;
  };

  /** No other order that was started, and has not ended or yielded, may share a subscription with the one that starts. */
  const checkAlone = async (order: OrderRecord, place: string) => {
    for (const other of await read()) {
      if (other.id === order.id || !other.lanes?.some((lane) => order.lanes?.includes(lane))) continue;
      const run = other.runs.length;
      const isStarted = startedRuns.has(`${other.id}-r${run}`);
      const isActive = (isStarted && !isAtRest(other.status)) || other.status === 'held';
      const hasYielded = other.operations?.some((each) => each.action === 'yield' && each.run === run) ?? false;
      const current = await world.orders.get(order.id);
      const isStale = current === undefined || isAtRest(current.status) || current.runs.length !== order.runs.length;
      if (isActive && !hasYielded && !isStale)
        violations.push(`${place} started while ${other.id} r${run} was ${other.status}`);
    }
  };

  const picked = (which: number): string | undefined => ids[which % Math.max(1, ids.length)];
  const isRunning = ({ id, runs, status }: OrderRecord) =>
    startedRuns.has(`${id}-r${runs.length}`) && !isAtRest(status);

  const perform = async ({ crashAfter, which, ...what }: Happening): Promise<void> => {
    const ports = portsOf(crashAfter);
    const operator = createOperatorStore(ports.client, world.table);
    const at = world.now().toISOString();
    if (what.what === 'accept') {
      const id = newOrderId();
      ids.push(id);
      const [first = '', ...others] = what.names;
      const names = {
        subscriptionRef: first,
        subscriptionId: others.at(-1) ?? null,
        forSubscription: { name: others[0] ?? first },
      };
      const order = await submittedIn(ports, id, { ...SMALL_ORDER, ...names });
      await startRun(order, ports);
      return;
    }
    if (what.what === 'sweep') return sweep(ports);
    const id = picked(which);
    const order = id === undefined ? undefined : await world.orders.get(id);
    if (order === undefined) return;
    const run = order.runs.length;
    const attribution = { by: 'ada', at, reason: 'Because.' };
    switch (what.what) {
      case 'complete':
      case 'fail':
      case 'hold': {
        if (!isRunning(order)) return;
        const ending = what.what;
        repeats.push(() => end(order, ending, portsOf(Number.POSITIVE_INFINITY)));
        await end(order, ending, ports);
        return;
      }
      case 'resume': {
        if (order.status !== 'failed' && order.status !== 'held') return;
        const next = order.runs[0];
        if (next === undefined) return;
        const resumed = await operator.resume({
          order,
          run: { ...next, number: run + 1, startedAt: at },
          payload: order.payload,
          event: { type: 'order.resumed', occurredAt: at, run: run + 1 },
          action: { action: 'resume', run: run + 1, revision: order.revision, fingerprint: 'f', ...attribution },
        });
        if (resumed !== undefined) await startRun(resumed, ports);
        return;
      }
      case 'cancel': {
        if (order.status === 'complete' || order.status === 'cancelled') return;
        const cancelled = await operator.cancel({
          order,
          event: { type: 'order.cancelled', occurredAt: at, run },
          action: { action: 'cancel', run, ...attribution },
        });
        if (cancelled !== undefined) await ports.leaveLanes(cancelled);
        return;
      }
      case 'yield': {
        if (order.status !== 'held' && !isRunning(order)) return;
        const yielded = await operator.yieldLanes({ order, action: { action: 'yield', run, ...attribution } });
        if (yielded !== undefined) await ports.leaveLanes(yielded);
      }
    }
  };

  const submittedIn = async (ports: ReturnType<typeof portsOf>, id: string, payload: typeof SMALL_ORDER) => {
    const order = await world.draft(withSuffix(payload, suffix), id);
    await ports.orders.put(order);
    return order;
  };

  const end = async (order: OrderRecord, what: 'complete' | 'fail' | 'hold', ports: ReturnType<typeof portsOf>) => {
    const completeOrder = createCompleteOrder({ ...world, ...ports, now: world.now });
    const report = { orderId: order.id, run: order.runs.length };
    if (what === 'complete') await completeOrder({ action: what, ...report });
    else await completeOrder({ action: what, ...report, failure: { step: 'first', error: 'PluginFailed', cause: '' } });
  };

  const sweep = async (ports: ReturnType<typeof portsOf>) => {
    await createSweep({
      ...ports,
      index: world.search,
      unfinished: createUnfinishedOrders(ports.client, world.table),
      executions: { stop: async () => undefined, stateOf: async () => ({ status: 'RUNNING' }) },
      undoSteps: async () => undefined,
      recordAbnormalEnd: async () => 'known',
      now: world.now,
    })();
  };

  return {
    violations,
    perform: (each: Happening) =>
      perform(each).catch((error: unknown) => {
        if (!(error instanceof Crashed)) throw error;
      }),
    /** Lets everything end: sweeps, completes what runs, and resumes what is held or failed. */
    async drain(): Promise<readonly OrderRecord[]> {
      isInterleaving = false;
      for (const repeat of repeats) await repeat();
      for (let round = 0; round < 60; round += 1) {
        world.advance(120);
        const ports = portsOf(Number.POSITIVE_INFINITY);
        await sweep(ports);
        const orders = await read();
        if (orders.every(({ status }) => status === 'complete' || status === 'cancelled')) return orders;
        for (const order of orders) {
          if (isRunning(order)) await end(order, 'complete', ports);
          else if (order.status === 'held' || order.status === 'failed')
            await perform({ what: 'resume', which: ids.indexOf(order.id), crashAfter: Number.POSITIVE_INFINITY });
        }
      }
      return read();
    },
    async lanesLeft(): Promise<readonly unknown[]> {
      const { Items = [] } = await world.client.send(new ScanCommand({ TableName: world.table }));
      return Items.filter(
        ({ pk, places }) => String(pk).startsWith('lane#') && String(pk).endsWith(suffix) && places.length > 0,
      );
    },
    startedRuns,
  };
}

function withSuffix(payload: typeof SMALL_ORDER, suffix: string): typeof SMALL_ORDER {
  const text = JSON.stringify(payload);
  return JSON.parse(text.replaceAll(/"(A-\d|sub-1+)"/g, `"$1-${suffix}"`)) as typeof SMALL_ORDER;
}

describe('lanes', () => {
  it('let one order of a subscription run at a time, and all of them in the end, whatever interleaves or crashes', async () => {
    const end = performance.now() + TIME_LIMIT_MS;
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.array(happening, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
        async (scheduler, rounds) => {
          // The first history counts however long a busy machine takes for it.
          if (tried > 0 && performance.now() > end) return;
          tried += 1;
          const { drain, lanesLeft, perform, violations } = history(scheduler);
          for (const together of rounds) await scheduler.waitFor(Promise.all(together.map(perform)));
          // From here on nothing interleaves.
          const rest = await drain();
          expect(violations).toEqual([]);
          expect(
            rest.map(({ status }) => status).filter((status) => status !== 'complete' && status !== 'cancelled'),
          ).toEqual([]);
          expect(await lanesLeft()).toEqual([]);
        },
      ),
      { numRuns: 1_000, endOnFailure: true },
    );
  }, 60_000);
});
