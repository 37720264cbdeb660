import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { CHANGE_EDITION_FUNCTION } from '../functions/function-ids.ts';
import { type AlarmSpec, DEPLOYED_EDITION } from './alarm-spec.ts';

/** The part of its patience after which a parked order is late: the rest is left to help. */
const LATE_PART_OF_PATIENCE = 0.5;

/** How long an order may wait for another one of its subscription. One that is held has its own alarm. */
const QUEUED_LATE_SECONDS = 4 * 3600;

/** How long a connection may be open before somebody looks: most outages are shorter. */
const CONNECTION_OPEN_SECONDS = 15 * 60;

/** Returns the alarms on orders that fail, are held or take long. @param lateSeconds how long a run may take */
export function orderAlarms(lateSeconds: number): readonly AlarmSpec[] {
  return [
    {
      id: 'OrdersHeld',
      description: 'An order is held: the outcome of a critical step is unknown. Look at the order, then resume it.',
      metric: { of: 'log', measure: 'OrdersHeld' },
      threshold: 1,
    },
    {
      id: 'OldestOrderLate',
      description:
        `A run has taken ${Math.ceil(lateSeconds / 3600)} hours or more. ` +
        "Find the order in the sweeper's log and check in its steps what it is waiting for. Fix that, answer its callback, or cancel the order.",
      metric: { of: 'sweeper', measure: 'oldestOrder' },
      threshold: lateSeconds,
      // The sweeper publishes it every minute, 0 included: no data means that the sweeper stopped, which has its own alarm.
      missingData: 'ignore',
    },
    {
      id: 'QueuedOrdersLate',
      description:
        'An order has waited for another order of its subscription, or of its customer, for 4 hours or more. See GET /orders?queued=true; GET /orders/{id} names the order ahead. Recover that one, or let the others pass with POST /orders/{id}/yield.',
      metric: { of: 'sweeper', measure: 'oldestQueued' },
      threshold: QUEUED_LATE_SECONDS,
    },
    {
      id: 'OrdersFailing',
      description:
        'At least 10% of the orders of 15 minutes failed. GET /orders/groups?by=step,code,order_type says where and why; GET /orders?with_errors=true lists them.',
      metric: { of: 'orders', measure: 'failedPercent' },
      threshold: 10,
    },
    {
      // Refusals of partners are normal and grow with the number of orders. Without them, a count shows what the share of all orders hides:
      // a sequence that few orders take and that always fails.
      id: 'OrdersBroken',
      description:
        '10 orders or more failed in 15 minutes for another reason than a partner that declined them. GET /orders/groups?by=step,code,order_type says where and why. Fix the cause, then resume them with a proposal.',
      metric: { of: 'log', measure: 'OrdersBroken', minutes: 15 },
      threshold: 10,
    },
    {
      id: 'UndosFailed',
      description:
        "A step of a failed or cancelled order could not be undone. Find the step in the order.error event and undo it in the partner's system.",
      metric: { of: 'log', measure: 'UndosFailed' },
      threshold: 1,
    },
  ];
}

/** Returns the alarms on partners that are unavailable. None for a tenant without patience: its orders fail, which has its own alarm. */
export function connectionAlarms(sequences: readonly Sequence[]): readonly AlarmSpec[] {
  const patience = sequences.flatMap(({ steps }) => steps.flatMap((step) => step.patience?.seconds ?? []));
  if (patience.length === 0) return [];
  return [
    {
      id: 'ConnectionOpen',
      description:
        'A partner has been unavailable for 15 minutes, and orders wait for it. GET /connections says which, and how many. Ask the partner; the orders continue by themselves when it answers.',
      metric: { of: 'sweeper', measure: 'connectionOpen' },
      threshold: CONNECTION_OPEN_SECONDS,
    },
    {
      id: 'ParkedOrdersLate',
      description:
        'An order has waited for a partner for half of its patience. When the patience ends, its step fails. See GET /orders?parked=true. Raise the patience for new orders, skip or complete the step, or cancel the order.',
      metric: { of: 'sweeper', measure: 'oldestParked' },
      threshold: Math.ceil(Math.min(...patience) * LATE_PART_OF_PATIENCE),
    },
  ];
}

/** The alarm on the runs of the candidate, which takes it back. */
export function canaryAlarm({ failedPercent }: NonNullable<TenantConfig['aws']['canary']>): AlarmSpec {
  return {
    id: 'CanaryFailing',
    description: `At least ${failedPercent}% of the runs of edition ${DEPLOYED_EDITION} failed or were held, so new orders no longer get it. GET /config/editions counts its runs, GET /orders?edition=${DEPLOYED_EDITION} lists its orders. Resume those that failed: they get the current edition. Then deploy a version without the mistake.`,
    metric: { of: 'candidate', measure: 'failedPercent' },
    threshold: failedPercent,
    invokes: CHANGE_EDITION_FUNCTION,
  };
}
