import { encodeError, type PublicError } from '../../blueprint/wire/error.ts';
import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { signalOf } from '../../core/connections/attempt-signal.ts';
import { PartnerUnavailable } from '../../core/errors/step-errors.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import { LOST_EARLIER } from './attempt-history.ts';
import { publicErrorOf } from './classify-error.ts';
import { leaseMs } from './lease.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

/** What is known of a step that did not call its partner. */
const UNAVAILABLE = {
  code: 'partner_unavailable',
  publicMessage: 'A system that is needed for this order is not available. The order continues as soon as it is.',
};

/** The statuses of a step from which an attempt calls the partner. From any other, its record answers. A heal is always tried. */
const CALLS_FROM: Readonly<Record<Exclude<AttemptKind, 'heal'>, readonly StepStatus[]>> = {
  run: ['pending', 'transient', 'skipped', 'declined', 'failed', 'undone', 'unknown'],
  probe: ['unknown', 'waiting', 'probing'],
  undo: ['succeeded', 'declined', 'failed', 'transient', 'unknown', 'waiting', 'undo-failed'],
};

/**
 * Lets an attempt of a step with patience begin unless its connection is open. Nothing is claimed or sent otherwise.
 *
 * @throws PartnerUnavailable the order has to wait for the connection
 * @throws PluginOutcomeUnknown so has this one, and an earlier attempt may have had its effect
 */
export async function admitAttempt(
  event: StepEvent,
  kind: Exclude<AttemptKind, 'heal'>,
  { connections, steps }: Pick<StepHostPorts, 'connections' | 'steps'>,
): Promise<void> {
  const { orderId, step } = event;
  if (step.patience === undefined || connections === undefined) return;
  if (await connections.admits(step.patience.connection, orderId, leaseMs(step.timeoutSeconds))) return;
  const record = await transientOnFailure(() => steps.get(orderId, step.id));
  if (!callsPartner(record, kind)) return;
  if (kind === 'run' && record?.status === 'unknown') throw publicErrorOf(LOST_EARLIER);
  throw partnerUnavailable(UNAVAILABLE);
}

/** Returns the error that parks the order of a step with patience. */
export function partnerUnavailable(error: PublicError): PartnerUnavailable {
  return new PartnerUnavailable(encodeError(error));
}

/** Records what an attempt says about the connection of a step with patience. @returns whether orders have to wait for it now */
export async function learnFrom(
  { orderId, step }: StepEvent,
  attempt: AttemptRecord,
  { connections }: Pick<StepHostPorts, 'connections'>,
): Promise<boolean> {
  if (step.patience === undefined || connections === undefined) return false;
  const outage = { orderId, code: attempt.error?.code ?? '' };
  return connections.learn(step.patience.connection, signalOf(attempt), outage);
}

function callsPartner(record: StepRecord | undefined, kind: Exclude<AttemptKind, 'heal'>): boolean {
  const status = record?.status ?? 'pending';
  return record?.completedBy === undefined && CALLS_FROM[kind].includes(status);
}
