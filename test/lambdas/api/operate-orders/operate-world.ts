import type { OrderView } from '../../../../blueprint/routes/response-schemas.ts';
import { buildSequences } from '../../../../core/config/build-sequences.ts';
import { resolveSequence } from '../../../../core/config/resolve-sequence.ts';
import type { TenantConfig } from '../../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { attentionAttributes } from '../../../../core/order/attention.ts';
import type { AttemptRecord, OrderRecord, StepRecord } from '../../../../core/order/order-record.ts';
import { ApiProblem } from '../../../../lambdas/api/api-problem.ts';
import type { ApiRequest, ApiResponse } from '../../../../lambdas/api/api-request.ts';
import type { OperatorPorts } from '../../../../lambdas/api/operate-orders/operator-ports.ts';
import { operateOrdersRoutes } from '../../../../lambdas/api/operate-orders/routes.ts';
import { createWaiters } from '../../../../lambdas/api/waiters.ts';
import { createConnectionStore } from '../../../../lambdas/connections/connection-store.ts';
import type { CurrentSequence } from '../../../../lambdas/order-runs/current-sequence.ts';
import { createOperatorStepStore } from '../../../../lambdas/order-store/operator-step-store.ts';
import { createOperatorStore } from '../../../../lambdas/order-store/operator-store.ts';
import { createParkedOrders } from '../../../../lambdas/order-store/parking.ts';
import { checked } from '../../../helpers/declared-response.ts';
import type { OrderWorld } from '../../../helpers/order-world.ts';

/** Returns the current sequence of an order by the config of the world, with changes. */
export function sequenceBy({ config, catalog }: OrderWorld, changes: Partial<TenantConfig> = {}): CurrentSequence {
  return async (order) => resolveSequence({ ...config, ...changes }, catalog, order);
}

/** How an attempt of a step ended. */
export type Ending = Pick<AttemptRecord, 'outcome' | 'error'> & { readonly output?: JsonObject };

/** The error of a declined card. */
export const DECLINED = {
  name: 'PluginDeclined',
  code: 'card_declined',
  message: 'The card was declined.',
  publicMessage: 'The card was declined.',
} as const;

/** The error of an attempt that received no response. */
export const LOST = {
  name: 'PluginOutcomeUnknown',
  code: 'outcome_unknown',
  message: 'No reply.',
  publicMessage: 'We are checking.',
} as const;

/** Returns the ports of an order world, which record their calls. */
export function operatorPorts(world: OrderWorld, calls: string[] = []): OperatorPorts {
  const record = (name: string) => async (order: Pick<OrderRecord, 'id' | 'runs'>) => {
    calls.push(`${name} r${order.runs.length}`);
  };
  return {
    orders: world.orders,
    index: world.search,
    lanes: world.lanes,
    leaveLanes: world.leaveLanes,
    operator: createOperatorStore(world.client, world.table),
    operatorSteps: createOperatorStepStore(world.client, world.table),
    currentSequence: sequenceBy(world),
    waiters: createWaiters(100),
    publishEvents: world.publishEvents,
    startExecution: record('start'),
    executions: { stop: record('stop') },
    undoSteps: record('undo'),
    startHeal: async ({ step, run, trigger }) => void calls.push(`heal ${step.id} r${run} #${trigger}`),
    startProbe: async ({ step, run, number }) => void calls.push(`probe ${step.id} r${run} #${number}`),
    sendTaskResult: async (token, { status }) => {
      calls.push(`task ${token} ${status}`);
      return true;
    },
    connections: createConnectionStore(world.client, world.table),
    settings: {},
    parkedOrders: createParkedOrders(world.client, world.table),
    startRelease: async (connection) => {
      calls.push(`release ${connection}`);
      return true;
    },
    sequences: async () => buildSequences(world.config, world.catalog),
    sendTaskHeartbeat: async (token) => {
      calls.push(`heartbeat ${token}`);
      return true;
    },
    onError: (message) => {
      throw new Error(`Expected no error, found: ${message}`);
    },
    now: world.now,
  };
}

/** Returns the operator routes of an order world, with the calls to their ports and the errors that they reported. */
export function operation(world: OrderWorld, ports: Partial<OperatorPorts> = {}) {
  const calls: string[] = [];
  const reported: string[] = [];
  const onError = (message: string) => void reported.push(message);
  const answer = checked(operateOrdersRoutes({ ...operatorPorts(world, calls), onError, ...ports }));
  return {
    calls,
    reported,
    /** Sends a request. Throws the problem, if there is one. */
    send: (path: string, body: unknown, request: Partial<ApiRequest> = {}) => answer(requestTo(path, body, request)),
    /** Sends a request and returns the order. */
    async order(path: string, body: unknown, request: Partial<ApiRequest> = {}): Promise<OrderView> {
      return (await answer(requestTo(path, body, request))).body as OrderView;
    },
    /** Sends a request and returns the status and type of its problem, and the paths of its errors. */
    async problem(path: string, body: unknown, request: Partial<ApiRequest> = {}): Promise<string> {
      return problemIn(answer(requestTo(path, body, request)));
    },
  };
}

/** Returns the status and type of a problem, and the paths of its errors. */
export async function problemIn(answer: Promise<ApiResponse>): Promise<string> {
  try {
    const { status, body } = await answer;
    return `answered ${status} ${JSON.stringify(body)}`;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const { errors = [] } = error.extensions as { errors?: readonly { path: string }[] };
    return [error.status, error.type, ...errors.map(({ path }) => path)].join(' ');
  }
}

function requestTo(path: string, body: unknown, request: Partial<ApiRequest>): ApiRequest {
  const [, id = '', action = '', step, ofStep] = path.split('/');
  const route = step === undefined ? `POST /orders/{id}/${action}` : `POST /orders/{id}/steps/{step}/${ofStep}`;
  return {
    route,
    pathParameters: { id, ...(step !== undefined && { step }) },
    query: {},
    headers: {},
    body: JSON.stringify(body),
    caller: 'ada (client console)',
    ...request,
  };
}

/** Writes one attempt of a step, as a step host does. */
export async function runStep(
  world: OrderWorld,
  order: OrderRecord,
  stepId: string,
  ending: Ending,
  kind: 'run' | 'heal' = 'run',
): Promise<StepRecord> {
  const now = world.now().toISOString();
  const step = { id: stepId, name: stepId, service: 'test', effect: 'at-most-once' } as const;
  const run = order.runs.length;
  const leaseUntil = new Date(world.now().getTime() + 60_000).toISOString();
  const claimed = await world.steps.claim({ orderId: order.id, run, step, kind, now, leaseUntil });
  if (claimed === undefined) throw new TypeError(`Expected step ${stepId} to be free.`);
  const { output, ...attempt } = ending;
  if (ending.outcome !== 'running')
    await world.steps.finish({
      orderId: order.id,
      claimed,
      attempt: { run, startedAt: now, durationMs: 5, ...attempt },
      ...(output !== undefined && { output }),
    });
  return (await world.steps.get(order.id, stepId)) ?? claimed;
}

/** Creates an order that failed or is held: its first step succeeded, its second did not. */
export async function failedOrHeldOrder(
  world: OrderWorld,
  status: 'failed' | 'held' = 'failed',
  ending: Ending = { outcome: 'declined', error: DECLINED },
  degradedOrder: readonly string[] = [],
): Promise<OrderRecord> {
  const order = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: order.id, run: 1, to: 'processing', events: [], at });
  for (const step of degradedOrder) await world.orders.degrade({ orderId: order.id, run: 1, step, events: [], at });
  await runStep(world, order, 'first', { outcome: 'succeeded', output: { contact: 'C-1' } });
  await runStep(world, order, 'second', ending);
  const failure = { step: 'second', code: 'card_declined', message: 'The card was declined.' };
  const events = [{ type: `order.${status}`, occurredAt: at, run: 1 } as const];
  const attention = attentionAttributes({ ...order, status, failure, updatedAt: at });
  const end = { orderId: order.id, run: 1, to: status, events, failure, attention, at };
  const after = await world.orders.changeStatus(end);
  if (after === undefined) throw new TypeError('Expected the order to end.');
  return after;
}

/** Creates an order that is complete without its second step. */
export async function degraded(world: OrderWorld): Promise<string> {
  const order = await world.submitted();
  const { id } = order;
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  await runStep(world, order, 'first', { outcome: 'succeeded', output: { contact: 'C-1' } });
  await runStep(world, order, 'second', { outcome: 'failed', error: DECLINED });
  await world.orders.degrade({ orderId: id, run: 1, step: 'second', events: [], at });
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
  return id;
}
