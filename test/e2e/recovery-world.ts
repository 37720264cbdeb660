import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import { tenantArns } from '../../blueprint/names.ts';
import { outcomeEventSchema } from '../../blueprint/wire/outcome-event.ts';
import { stepEventSchema } from '../../blueprint/wire/step-event.ts';
import { resolveSequence } from '../../core/config/resolve-sequence.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { newOrderId } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
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
import { createStartExecution } from '../../lambdas/order-runs/executions.ts';
import { createStartHeal } from '../../lambdas/order-runs/start-heal.ts';
import { createCompleteOrder } from '../../lambdas/run-outcome/complete-order.ts';
import { createSendTaskResult, createStartStateMachine } from '../../lambdas/step-functions.ts';
import { createRememberedValues } from '../../lambdas/step-host/remembered-values.ts';
import { createStepHost } from '../../lambdas/step-host/step-host.ts';
import { SMALL_ORDER, startOrderWorld } from '../helpers/order-world.ts';
import { onOwnStore } from '../helpers/own-store.ts';

const TENANT = 'acme';

/** A tenant with the test's own plugins: real state machines, step hosts and table, without partners. */
export interface RecoveryWorld {
  /** Stores an order and starts its run. */
  submit(): Promise<OrderRecord>;
  /** Submits an order and waits until its run has ended. */
  submitAndWait(): Promise<OrderRecord>;
  order(id: string): Promise<OrderRecord>;
  /** Waits until an order meets a condition. */
  until(id: string, holds: (order: OrderRecord) => boolean): Promise<OrderRecord>;
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
 */
export async function startRecoveryWorld(
  plugins: readonly Plugin[],
  file: JsonObject,
  timeScale = 50,
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
  });
  const start = createStartStateMachine(client, arns.stateMachinePrefix);
  const completeOrder = createCompleteOrder({
    orders: world.orders,
    steps: world.steps,
    publishEvents: world.publishEvents,
    startHeal: createStartHeal(start),
    now,
  });
  const hostOf = (plugin: Plugin) => {
    const host = createStepHost(plugin, {
      tenant: TENANT,
      orders: world.orders,
      steps: world.steps,
      policy: {},
      basicAuthOf: () => undefined,
      readSecret: async () => ({}),
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
  const stepFunctions = onOwnStore(join(directory, 'store.sqlite'), (store) =>
    openStepFunctions({
      ...LOCAL,
      store,
      timeScale,
      invokeLambda: (arn, payload) => invoke(functions.get(arn), payload),
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
  const submit = async (): Promise<OrderRecord> => {
    const submitted = newOrder(newOrderId(), SMALL_ORDER, resolveSequence(config, catalog, SMALL_ORDER), now());
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
    undoSteps: createUndoSteps(start, {
      orders: world.orders,
      currentSequence: async (payload) => resolveSequence(config, catalog, payload),
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
