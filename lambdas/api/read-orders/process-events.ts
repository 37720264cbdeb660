import type { ProcessEvent } from '../../../blueprint/routes/response-schemas.ts';
import { eventIdOf, isProposalId, processEventIdOf } from '../../../core/order/order-ids.ts';
import type { AttemptRecord, RunRecord } from '../../../core/order/order-record.ts';
import { traceOf } from '../../../core/trace/trace-context.ts';
import type { OrderWithSteps } from '../../order-store/order-store.ts';
import { editionView } from '../order-view.ts';

/** Returns the process events of an order, one per run, oldest first. */
export function processEventsOf(found: OrderWithSteps): readonly ProcessEvent[] {
  return found.order.runs.map((run) => processEventOf(found, run));
}

function processEventOf(found: OrderWithSteps, run: RunRecord): ProcessEvent {
  const { order, steps: records } = found;
  const attempts = run.steps.flatMap((step) => {
    const record = records.find((candidate) => candidate.stepId === step.id);
    return (record?.attempts ?? [])
      .map((attempt, index) => ({ step, attempt, number: index + 1 }))
      .filter(({ attempt }) => attempt.run === run.number);
  });
  const ordered = attempts.toSorted((left, right) => left.attempt.startedAt.localeCompare(right.attempt.startedAt));
  return {
    id: processEventIdOf(order.id, run.number),
    record_type: 'process_event',
    event: eventIdOf(order.id),
    order: order.id,
    trace_id: traceOf(order).id,
    order_type: order.orderType,
    run: run.number,
    status: run.outcome ?? order.status,
    sequence: run.sequence,
    config_version: run.config ?? null,
    edition: editionView(run),
    sequence_why: run.why,
    started: run.startedAt,
    finished: run.finishedAt ?? null,
    plugins: run.steps.map((step) => {
      const record = records.find((candidate) => candidate.stepId === step.id);
      return {
        ...step,
        status: record?.status ?? 'pending',
        output: record?.output ?? null,
        skipped: record?.skipped ?? null,
        attempts: attempts
          .filter((entry) => entry.step.id === step.id)
          .map(({ attempt, number }) => attemptView(attempt, number)),
      };
    }),
    pluginErrorOutput: ordered.flatMap(({ step, attempt }) =>
      attempt.error === undefined ? [] : [{ name: step.name, message: attempt.error.message }],
    ),
    callouts: ordered.flatMap(({ step, attempt, number }) =>
      (attempt.callouts ?? []).map((callout, index) => ({
        id: `${step.id}#${number}.${index + 1}`,
        plugin: step.name,
        step: step.id,
        attempt: number,
        ...callout,
        traceparent: callout.traceparent ?? null,
        shortened: callout.shortened ?? false,
      })),
    ),
    operations: operationsOf(found, run),
    logs: ordered.flatMap(({ step, attempt, number }) =>
      (attempt.logs ?? []).map((log) => ({ plugin: step.name, step: step.id, attempt: number, ...log })),
    ),
  };
}

function operationsOf({ order, steps, payloadReads }: OrderWithSteps, run: RunRecord): ProcessEvent['operations'] {
  const ofOrder = order.operations ?? [];
  const reads = payloadReads.map((read) => ({ ...read, action: 'read-payload', step: null, reason: null }) as const);
  const ofSteps = steps.flatMap(({ stepId, operations = [] }) =>
    operations.map((operation) => ({ ...operation, step: stepId })),
  );
  return [...ofOrder.map((operation) => ({ ...operation, step: null })), ...ofSteps, ...reads]
    .filter((operation) => operation.run === run.number)
    .toSorted((left, right) => left.at.localeCompare(right.at))
    .map(({ action, step, by, at, reason, ...operation }) => {
      // What a job does has the id of its proposal.
      const id = 'id' in operation ? operation.id : undefined;
      return { action, step, by, at, reason, ...(id !== undefined && isProposalId(id) && { proposal: id }) };
    });
}

function attemptView(
  { kind = 'run', startedAt, outcome, durationMs, nextTryAt, error, shortened }: AttemptRecord,
  number: number,
): ProcessEvent['plugins'][number]['attempts'][number] {
  return {
    number,
    kind,
    startedAt,
    outcome,
    durationMs: durationMs ?? null,
    nextTryAt: nextTryAt ?? null,
    error: error ?? null,
    shortened: shortened ?? false,
  };
}
