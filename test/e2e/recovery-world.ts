import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import { tenantArns } from '../../blueprint/names.ts';
import { outcomeEventSchema } from '../../blueprint/wire/outcome-event.ts';
import { stepEventSchema } from '../../blueprint/wire/step-event.ts';
import { onOwnStore } from '../../contract/own-store.ts';
import { resolveSequence } from '../../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { newOrderId } from '../../core/order/order-ids.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import { catalogOf, type Plugin } from '../../core/plugin/define-plugin.ts';
import { createAwsEndpoint } from '../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../embedded/aws/dispatch.ts';
import type { LambdaOutcome } from '../../embedded/lambda/lambda-outcome.ts';
import { openAwsFront } from '../../embedded/runtime/aws-front.ts';
import { deployStateMachines } from '../../embedded/runtime/deploy-blueprint.ts';
import { LOCAL } from '../../embedded/runtime/local.ts';
import { openStepFunctions } from '../../embedded/step-functions/step-functions.ts';
import { newOrder } from '../../lambdas/api/submit-order/new-order.ts';
import { createUndoSteps } from '../../lambdas/order-runs/cancellation.ts';
import { createExecutions, createStartExecution } from '../../lambdas/order-runs/executions.ts';
import { newRun } from '../../lambdas/order-runs/new-run.ts';
import { createStartHeal } from '../../lambdas/order-runs/start-heal.ts';
import { createCompleteOrder } from '../../lambdas/run-outcome/complete-order.ts';
import {
  createSendTaskResult,
  createStartStateMachine,
  createStateMachineExecutions,
} from '../../lambdas/step-functions.ts';
import { createRememberedValues } from '../../lambdas/step-host/remembered-values.ts';
import type { PluginDeps } from '../../lambdas/step-host/run-plugin.ts';
import { createStepHost } from '../../lambdas/step-host/step-host.ts';
import { SMALL_ORDER, startOrderWorld } from '../helpers/order-world.ts';

const TENANT = 'acme';
/** How often nothing must have happened, and for how many turns of the event loop each. */
const QUIET_TURNS = 5;
const TURNS = 20;
const STALL_MS = 3_000;

const NO_PARTNERS: PartnerDeps = { policy: {}, basicAuthOf: () => undefined, readSecret: async () => ({}) };

/** How the plugins of a test reach partners. */
export type PartnerDeps = Pick<PluginDeps, 'policy' | 'basicAuthOf' | 'readSecret'>;

/** A tenant with the test's own plugins: real state machines, step hosts and table. */
export interface RecoveryWorld {
  /** Stores an order and starts its run. @default a small order */
  submit(payload?: JsonObject): Promise<OrderRecord>;
  /** Submits an order and waits until its run has ended. */
  submitAndWait(): Promise<OrderRecord>;
  order(id: string): Promise<OrderRecord>;
  /** Waits until an order meets a condition. */
  until(id: string, holds: (order: OrderRecord) => boolean): Promise<OrderRecord>;
  /** Starts another run of an order that failed or is held. */
  resume(order: OrderRecord): Promise<void>;
  /** Stops the execution of an order's run, as someone does in the console, and holds the order. */
  hold(order: OrderRecord): Promise<void>;
  /** Starts another heal of a step. */
  heal(order: OrderRecord, stepId: string): Promise<void>;
  step(orderId: string, stepId: string): Promise<StepRecord | undefined>;
  /**
   * Resolves when nothing happens any more without a timer: no function runs, and every transition is on disk.
   *
   * @param onStall called if no function starts or ends for a while: one may wait for a timer that the test has replaced
   */
  idle(onStall: () => void): Promise<void>;
  /** Returns the attempts of a step as `kind outcome`. */
  attempts(orderId: string, stepId: string): Promise<readonly string[]>;
  undoSteps(order: OrderRecord): Promise<void>;
  readonly orders: Awaited<ReturnType<typeof startOrderWorld>>['orders'];
  close(): Promise<void>;
}

/**
 * Starts a tenant.
 *
 * @param steps process phase and other fields of the tenant file
 * @param timeScale divides the waits of the state machines
 * @param partners how the plugins reach partners. @default they reach none
 */
export async function startRecoveryWorld(
  plugins: readonly Plugin[],
  file: JsonObject,
  timeScale = 50,
  partners: PartnerDeps = NO_PARTNERS,
): Promise<RecoveryWorld> {
  const world = await startOrderWorld(plugins);
  const directory = await mkdtemp(join(tmpdir(), 'recovery-'));
  const config = tenantConfigSchema.parse({ tenant: TENANT, ...file });
  const catalog = catalogOf(plugins);
  const arns = tenantArns(TENANT, LOCAL);
  const now = () => new Date();
  const front = await openAwsFront(0);
  const client = new SFNClient({
    endpoint: front.url,
    region: LOCAL.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // The server closes idle connections. A request that meets one is repeated after a timer, which a test may have replaced.
    requestHandler: { httpAgent: new Agent({ keepAlive: false }) },
  });
  const start = createStartStateMachine(client, arns.stateMachinePrefix);
  const completeOrder = createCompleteOrder({
    orders: world.orders,
    steps: world.steps,
    leaveLanes: world.leaveLanes,
    publishEvents: world.publishEvents,
    startHeal: createStartHeal(start),
    now,
  });
  const hostOf = (plugin: Plugin) => {
    const host = createStepHost(plugin, {
      tenant: TENANT,
      orders: world.orders,
      steps: world.steps,
      ...partners,
      remembered: createRememberedValues(Date.now),
      openCallbacks: async () => ({
        endWait: world.operatorSteps.endWait,
        sendTaskResult: createSendTaskResult(client),
      }),
      now,
    });
    return (payload: unknown) => host(stepEventSchema.parse(payload));
  };
  const functions = new Map<string, (payload: unknown) => Promise<unknown>>([
    [arns.functionOf('complete-order'), (payload) => completeOrder(outcomeEventSchema.parse(payload))],
    ...plugins.map((plugin) => [arns.functionOf(pluginFunctionId(plugin.name)), hostOf(plugin)] as const),
  ]);
  let running = 0;
  let started = 0;
  const stepFunctions = onOwnStore(join(directory, 'store.sqlite'), (store) =>
    openStepFunctions({
      ...LOCAL,
      store,
      timeScale,
      invokeLambda(arn, payload) {
        running += 1;
        started += 1;
        return invoke(functions.get(arn), payload).finally(() => {
          running -= 1;
        });
      },
    }),
  );
  front.serve(createAwsEndpoint(createAwsDispatch([stepFunctions])));
  await deployStateMachines(createBlueprint(config, catalog), stepFunctions);
  stepFunctions.start();

  const order = async (id: string): Promise<OrderRecord> => {
    const found = await world.orders.get(id);
    if (found === undefined) throw new TypeError(`Expected an order ${id}.`);
    return found;
  };
  const until: RecoveryWorld['until'] = async (id, holds) => {
    for (const end = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
      const found = await order(id);
      if (holds(found)) return found;
      if (Date.now() > end) throw new Error(`The order did not meet the condition: ${JSON.stringify(found)}`);
    }
  };
  const executions = createExecutions(createStateMachineExecutions(client, arns.stateMachinePrefix));
  const resolve = (payload: JsonObject) => resolveSequence(config, catalog, payload);
  const submit: RecoveryWorld['submit'] = async (payload = SMALL_ORDER) => {
    const submitted = newOrder(newOrderId(), payload, resolve(payload), now(), []);
    await world.orders.put(submitted);
    await createStartExecution(start)(submitted);
    return submitted;
  };
  return {
    orders: world.orders,
    order,
    until,
    submit,
    async submitAndWait() {
      const submitted = await submit();
      return until(submitted.id, ({ status }) => status !== 'submitted' && status !== 'processing');
    },
    async attempts(orderId, stepId) {
      const record = await world.steps.get(orderId, stepId);
      return (record?.attempts ?? []).map(({ kind = 'run', outcome }) => `${kind} ${outcome}`);
    },
    step: world.steps.get,
    async idle(onStall) {
      let changedAt = performance.now();
      for (let quiet = 0; quiet < QUIET_TURNS; ) {
        const before = started + running;
        await stepFunctions.call('ListStateMachines', {});
        await nextTurns();
        const isSame = started + running === before;
        quiet = running === 0 && isSame ? quiet + 1 : 0;
        if (isSame && performance.now() - changedAt < STALL_MS) continue;
        if (isSame) onStall();
        changedAt = performance.now();
      }
    },
    async hold({ id, runs }) {
      await executions.stop(await order(id), 'By hand.');
      const at = now().toISOString();
      await world.orders.changeStatus({ orderId: id, run: runs.length, to: 'held', events: [], at });
    },
    async resume(failed) {
      const at = now().toISOString();
      const run = newRun(failed.runs.length + 1, resolve(failed.payload), at);
      const event = { type: 'order.resumed', occurredAt: at, run: run.number } as const;
      const action = { action: 'resume', run: run.number, by: 'ada', at, reason: 'Again.' } as const;
      const resumed = await world.operator.resume({
        order: failed,
        run,
        payload: failed.payload,
        event,
        action: { ...action, revision: failed.revision, fingerprint: '' },
      });
      if (resumed === undefined) throw new Error(`Order ${failed.id} was not resumed.`);
      await createStartExecution(start)(resumed);
    },
    async heal({ id, payload, runs }, stepId) {
      const step = resolve(payload).sequence.steps.find((candidate) => candidate.id === stepId);
      if (step === undefined) throw new TypeError(`Expected a step ${stepId}.`);
      await createStartHeal(start)({ orderId: id, run: runs.length, step, results: {}, trigger: 2, waitSeconds: 0 });
    },
    undoSteps: createUndoSteps(start, {
      orders: world.orders,
      currentSequence: async (payload) => resolve(payload),
    }),
    async close() {
      await stepFunctions.close();
      await front.close();
      client.destroy();
      await world.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Waits for some turns of the event loop; a test may have replaced the timers. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Invokes a function like Lambda: input and output are JSON, and an error is reported by name and message. */
async function invoke(
  handler: ((payload: unknown) => Promise<unknown>) | undefined,
  payload: unknown,
): Promise<LambdaOutcome> {
  try {
    if (handler === undefined) throw new TypeError('There is no such function.');
    const answer = await handler(JSON.parse(JSON.stringify(payload)));
    return { ok: true, payload: JSON.parse(JSON.stringify(answer)), requestId: 'local' };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    return { ok: false, errorType, errorMessage, payload: { errorType, errorMessage, trace: [] } };
  }
}
