import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { Notice } from '../../core/plugin/notices.ts';
import { errorEvent } from './error-event.ts';

/** What the steps of a run noticed, by step id. */
export interface RunNotices {
  readonly run: number;
  readonly notices: Readonly<Record<string, readonly Notice[]>>;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/**
 * Returns an `order.error` for each step of a run that succeeded with notices. Its code is that of the first notice, its
 * message has all of them.
 */
export function noticeEvents(order: OrderRecord, { run, notices, occurredAt }: RunNotices): readonly StoredEvent[] {
  return Object.entries(notices).flatMap(([step, noticed]) => {
    const [first] = noticed;
    if (first === undefined) return [];
    const plugin = order.runs[run - 1]?.steps.find(({ id }) => id === step)?.name ?? step;
    const message = noticed.map((notice) => notice.message).join(' ');
    const error = { name: 'Notice', code: first.code, message, publicMessage: '' };
    return [errorEvent({ order, run, step, plugin, error }, { isCritical: false, occurredAt })];
  });
}
