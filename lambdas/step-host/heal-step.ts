import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepNotApplied, StepRefused } from '../../core/errors/step-errors.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { endLostAttempt } from '../order-runs/end-lost-attempt.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { beforeTheCall } from './attempt-step.ts';
import { findRun } from './find-run.ts';
import { probeOnce } from './probe-step.ts';
import { ABANDONED } from './recorded-answer.ts';
import { runOnce } from './run-step.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/** An order that goes on without the step, or has ended well without it. */
const HEALABLE: readonly OrderStatus[] = ['processing', 'complete'];

/**
 * Runs a step again that its order went on without. A call that got lost is looked into first, if the partner would not
 * recognise a repeat.
 *
 * @throws StepRefused the order has ended badly or is in a later run, or nobody can tell what became of the lost call
 * @throws the plugin's error, by its name
 */
export async function healStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await beforeTheCall(() => findRun(event, ports.orders));
  if (!HEALABLE.includes(order.status))
    throw new StepRefused(`Expected order ${order.id} to be ${HEALABLE.join(' or ')}, found it ${order.status}.`);
  if (event.step.effect === 'idempotent') return runOnce(plugin, event, 'heal', order, ports);
  const record = await beforeTheCall(() => ports.steps.get(event.orderId, event.step.id));
  if (record !== undefined && isLost(record, ports.now().toISOString())) {
    const found = await lookInto(plugin, event, order, record, ports);
    if (found !== undefined) return found;
  }
  return runOnce(plugin, event, 'heal', order, ports);
}

function isLost(record: StepRecord, now: string): boolean {
  return (
    record.status === 'unknown' || (['running', 'probing'].includes(record.status) && !hasActiveLease(record, now))
  );
}

/** What became of the lost call; undefined when it did not happen. */
async function lookInto(
  plugin: Plugin,
  event: StepEvent,
  order: OrderRecord,
  record: StepRecord,
  ports: StepHostPorts,
): Promise<StepAnswer | undefined> {
  if (plugin.probe === undefined) {
    await endLostAttempt(ports.steps, event.orderId, record, ABANDONED);
    throw new StepRefused(
      `Expected to know what became of step "${event.step.id}", found a lost call that ${plugin.name} cannot look into: look in the partner's system, then complete or retry the step.`,
    );
  }
  try {
    return await probeOnce(plugin, event, order, ports);
  } catch (error) {
    if (error instanceof StepNotApplied) return undefined;
    throw error;
  }
}
