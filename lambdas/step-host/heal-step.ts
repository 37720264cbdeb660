import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepNeedsProbe, StepNotApplied, StepRefused } from '../../core/errors/step-errors.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { canProbe } from '../../core/plugin/step-traits.ts';
import { endLostAttempt } from '../order-runs/end-lost-attempt.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { findRun } from './find-run.ts';
import { probeOnce } from './probe-step.ts';
import { ABANDONED } from './recorded-answer.ts';
import { runOnce } from './run-step.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

/** Statuses of an order that continues, or is complete, without the step. */
const HEALABLE: readonly OrderStatus[] = ['processing', 'complete'];

/**
 * Runs a failed non-critical step again. If an attempt was lost and the partner would not recognise a repeat, or no longer does,
 * the step is probed first.
 *
 * @throws StepRefused the order has failed or is in another run, or the plugin cannot probe for the lost attempt
 * @throws the plugin's error, by its name
 */
export async function healStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await transientOnFailure(() => findRun(event, ports.orders));
  if (!HEALABLE.includes(order.status))
    throw new StepRefused(
      `Order ${order.id} is ${order.status}; a step is healed only while its order is ${HEALABLE.join(' or ')}.`,
    );
  if (event.step.effect === 'idempotent') {
    const answer = await runUnlessForgotten(plugin, event, order, ports);
    if (answer !== undefined) return answer;
  }
  const record = await transientOnFailure(() => ports.steps.get(event.orderId, event.step.id));
  if (record !== undefined && isLost(record, ports.now().toISOString())) {
    const found = await probeLost(plugin, event, order, record, ports);
    if (found !== undefined) return found;
  }
  return runOnce(plugin, event, 'heal', order, ports);
}

/** Returns undefined if the partner may no longer recognise the repeat. */
async function runUnlessForgotten(
  plugin: Plugin,
  event: StepEvent,
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<StepAnswer | undefined> {
  try {
    return await runOnce(plugin, event, 'heal', order, ports);
  } catch (error) {
    if (error instanceof StepNeedsProbe) return undefined;
    throw error;
  }
}

function isLost(record: StepRecord, now: string): boolean {
  return (
    record.status === 'unknown' || (['running', 'probing'].includes(record.status) && !hasActiveLease(record, now))
  );
}

/** Returns the result of a lost attempt; undefined if it had no effect. */
async function probeLost(
  plugin: Plugin,
  event: StepEvent,
  order: OrderRecord,
  record: StepRecord,
  ports: StepHostPorts,
): Promise<StepAnswer | undefined> {
  if (!canProbe(plugin, event.step.options)) {
    await endLostAttempt(ports.steps, event.orderId, record, ABANDONED);
    throw new StepRefused(
      `An attempt of step "${event.step.id}" was lost, and ${plugin.name} cannot probe for it. Check the partner's system, then complete or retry the step.`,
    );
  }
  try {
    return await probeOnce(plugin, event, order, ports);
  } catch (error) {
    if (error instanceof StepNotApplied) return undefined;
    throw error;
  }
}
