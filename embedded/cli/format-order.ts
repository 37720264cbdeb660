import { endedSteps, isOver, type OrderResponse, type StepResponse } from './order-response.ts';
import { formatDuration, type Paint } from './terminal.ts';

const SIGNS = {
  succeeded: { sign: '✓', meaning: 'good' },
  skipped: { sign: '-', meaning: 'quiet' },
  bad: { sign: '✗', meaning: 'bad' },
  notCritical: { sign: '!', meaning: 'warning' },
} as const;

/**
 * Formats the progress of an order: a heading, a line for each step that has ended, and the end of the order.
 *
 * A later response of the same run returns the same lines and more, so a follower prints only the new ones.
 */
export function formatOrder(order: OrderResponse, paint: Paint): readonly string[] {
  const width = Math.max(0, ...order.steps.map(({ id }) => id.length));
  return [
    `Order ${order.id}`,
    paint('quiet', `${order.order_type}, reference ${order.order_reference}, sequence ${order.sequence.name}`),
    ...endedSteps(order).map((step) => formatStep(step, width, paint)),
    ...(isOver(order) ? formatEnd(order, paint) : []),
  ];
}

function formatStep(step: StepResponse, width: number, paint: Paint): string {
  const { sign, meaning } = signOf(step);
  const duration = typeof step.durationMs === 'number' ? formatDuration(step.durationMs) : '';
  const remark = remarksOn(step).join(', ');
  return `  ${paint(meaning, sign)} ${step.id.padEnd(width)}  ${duration.padStart(8)}  ${paint('quiet', remark)}`.trimEnd();
}

function signOf({ status, critical }: StepResponse) {
  if (status === 'succeeded' || status === 'skipped') return SIGNS[status];
  return critical ? SIGNS.bad : SIGNS.notCritical;
}

function remarksOn(step: StepResponse): readonly string[] {
  const remarks = {
    skipped: step.status === 'skipped' && `skipped: ${step.skipped ?? 'its condition is false'}`,
    outcome: step.status !== 'skipped' && step.status !== 'succeeded' && OUTCOMES[step.status],
    notCritical: signOf(step) === SIGNS.notCritical && 'not critical, so the order continues',
    attempts: step.attempts > 1 && `${step.attempts} attempts`,
    phase: step.phase === 'postProcess' && 'after completion',
  };
  return Object.values(remarks).filter((remark) => typeof remark === 'string');
}

const OUTCOMES: Readonly<Record<string, string>> = {
  declined: 'declined',
  failed: 'failed',
  transient: 'failed, no retries left',
  unknown: 'outcome unknown',
};

const PARTNER_UNAVAILABLE = '  the partner is unavailable: resume the order once it answers (POST /orders/{id}/resume)';

function formatEnd({ status, failure, degraded }: OrderResponse, paint: Paint): readonly string[] {
  const meaning = status === 'complete' ? 'good' : 'bad';
  return [
    paint(meaning, capitalise(status)),
    ...(failure ? [`  at step ${failure.step}: ${failure.message} (${failure.code})`] : []),
    ...(failure?.outcome === 'transient' ? [paint('warning', PARTNER_UNAVAILABLE)] : []),
    ...(degraded.length > 0 ? [paint('warning', `  degraded: ${degraded.join(', ')} did not succeed`)] : []),
  ];
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
