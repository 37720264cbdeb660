import * as z from 'zod';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import { resolveSequence } from '../../../core/config/resolve-sequence.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { StepRecord } from '../../../core/order/order-record.ts';
import type { AttemptKind } from '../../../core/order/step-status.ts';
import { definePlugin, type Plugin } from '../../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../../core/plugin/idempotency.ts';
import type { StepEffect } from '../../../core/sequence/sequence.ts';
import { newRun } from '../../../lambdas/order-runs/new-run.ts';
import { createRememberedValues } from '../../../lambdas/step-host/remembered-values.ts';
import { createStepHost } from '../../../lambdas/step-host/step-host.ts';
import type { StepHostPorts } from '../../../lambdas/step-host/step-host-ports.ts';
import type { OrderWorld } from '../../helpers/order-world.ts';

/** Seconds that an attempt of a test may take; its lease lasts 5 s longer. */
export const STEP_SECONDS = 5;

/** What a test's plugin does; by default it succeeds at once. */
export type Behaviour = Partial<Pick<Plugin, 'run' | 'probe' | 'canProbe' | 'compensate'>> & {
  /** @default idempotent, by data that the partner keeps */
  readonly effect?: Plugin['effect'] | StepEffect;
};

/** A plugin that does what a test says, named `first`. */
export function pluginOf({ run, probe, canProbe, compensate, effect = 'idempotent' }: Behaviour): Plugin {
  return definePlugin({
    name: 'first',
    service: 'test',
    summary: 'Does what the test says.',
    options: z.strictObject({}),
    effect: effect === 'idempotent' ? { idempotent: RECOGNISED_BY_DATA } : effect,
    run: run ?? (async () => ({ output: {} })),
    ...(probe !== undefined && { probe }),
    ...(canProbe !== undefined && { canProbe }),
    ...(compensate !== undefined && { compensate }),
  });
}

/** The ports of a host over the stores of the world. */
export function portsOf(world: OrderWorld, ports: Partial<StepHostPorts> = {}): StepHostPorts {
  return {
    tenant: 'acme',
    orders: world.orders,
    steps: world.steps,
    policy: {},
    basicAuthOf: () => undefined,
    readSecret: async () => ({}),
    remembered: createRememberedValues(Date.now),
    openCallbacks: world.openCallbacks,
    now: world.now,
    ...ports,
  };
}

/** A host around a plugin, like that of another instance of its function. */
export function hostOf(world: OrderWorld, behaviour: Behaviour, ports: Partial<StepHostPorts> = {}) {
  return createStepHost(pluginOf(behaviour), portsOf(world, ports));
}

/** Stores an order, and returns the event that runs its first step. */
export async function firstEventOf(
  world: OrderWorld,
  step: Partial<StepEvent['step']> = {},
  results: StepEvent['results'] = {},
): Promise<StepEvent> {
  const { id } = await world.submitted();
  return {
    orderId: id,
    run: 1,
    results,
    step: {
      id: 'first',
      name: 'first',
      service: 'test',
      phase: 'process',
      critical: true,
      effect: 'idempotent',
      options: {},
      timeoutSeconds: STEP_SECONDS,
      retry: { maxAttempts: 3 },
      ...step,
    },
  };
}

/** Stores an order that is processing, and returns the event that runs its first step. */
export async function eventOf(world: OrderWorld, step: Partial<StepEvent['step']> = {}): Promise<StepEvent> {
  const event = await firstEventOf(world, step);
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: event.orderId, run: 1, to: 'processing', events: [], at });
  return event;
}

/** The same request in another mode. */
export function inMode(event: StepEvent, mode: AttemptKind): StepEvent {
  return { ...event, mode };
}

/** The record of the step; a missing one is an error. */
export async function recordOf(world: OrderWorld, { orderId, step }: StepEvent): Promise<StepRecord> {
  const record = await world.steps.get(orderId, step.id);
  if (record === undefined) throw new TypeError('Expected a record of the step.');
  return record;
}

/** Claims the step like a host that dies during the attempt. */
export async function abandon(world: OrderWorld, { orderId, run, step }: StepEvent, kind: AttemptKind = 'run') {
  const now = world.now();
  const leaseUntil = new Date(now.getTime() + (STEP_SECONDS + 5) * 1000).toISOString();
  return world.steps.claim({ orderId, run, step, kind, now: now.toISOString(), leaseUntil });
}

/** The kind and outcome of each attempt of a step. */
export function attemptsOf({ attempts }: StepRecord): readonly string[] {
  return attempts.map(({ kind = 'run', outcome }) => `${kind} ${outcome}`);
}

/** Moves the order to a status, as its run or an operator does. */
export async function moveTo(world: OrderWorld, { orderId, run }: StepEvent, to: 'complete' | 'failed' | 'cancelled') {
  await world.orders.changeStatus({ orderId, run, to, events: [], at: world.now().toISOString() });
}

/** Fails and resumes the order, and returns the event that runs the same step in the new run. */
export async function resumed(world: OrderWorld, event: StepEvent): Promise<StepEvent> {
  await moveTo(world, event, 'failed');
  const order = await world.orders.get(event.orderId);
  if (order === undefined) throw new TypeError('Expected the order.');
  const at = world.now().toISOString();
  const resolved = resolveSequence(world.config, world.catalog, order.payload);
  const run = order.runs.length + 1;
  await world.operator.resume({
    order,
    run: newRun(run, resolved, at),
    payload: order.payload,
    event: { type: 'order.resumed', occurredAt: at, run },
    action: { action: 'resume', run, by: 'ada', at, reason: 'again', revision: 1, fingerprint: '' },
  });
  return { ...event, run };
}

/** The `run` of a minimal plugin with this output. */
export const output = (value: JsonObject) => async () => ({ output: value });
