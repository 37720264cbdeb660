import { randomUUID } from 'node:crypto';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { MAX_WAIT_SECONDS } from '../../../core/config/max-wait.ts';
import type { OrderRecord, StepRecord } from '../../../core/order/order-record.ts';
import type { RunEdition } from '../../../core/order/run-edition.ts';
import type { StepOutcome, StepStatus } from '../../../core/order/step-status.ts';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';
import { resultsOf } from '../../order-store/step-state.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { orderView } from '../order-view.ts';
import { createPoller } from '../poll.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { locatedDryRun, plannedStep } from './dry-run.ts';
import { checkOperable, type FoundStep, findStep, isParkedAt, notOperable } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

type Route = 'POST /orders/{id}/steps/{step}/probe';
type ProbeView = ResponseBody<'Probe'>;

/** The statuses of a step that may have had its effect without anyone knowing. */
const OPEN: readonly StepStatus[] = ['unknown', 'waiting', 'undo-failed', 'running', 'probing', 'undoing'];

const ADVICE = {
  effect: 'The step has succeeded. Resume the order if it is not complete.',
  'no-effect': 'The step had no effect. Resume the order, or retry the step, to run it again.',
  unknown:
    'The partner could not tell. The record of the attempt says why. Look in its system, then complete, retry or skip the step.',
  pending: 'The partner has not answered yet. Look at the step again in a moment.',
} as const;

/**
 * Asks the partner whether a step whose outcome is unknown had its effect, and waits for the answer.
 *
 * The question is recorded before it is asked. The plugin makes it in its own function, because only that may call the partner.
 */
export async function probeStep(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const found = await findStep(request, ports.orders);
  const { order, record, records } = found;
  const attribution = attributedTo(order, await attributionOf(request, request.body.reason, ports));
  const { edition, step } = await probeable(found, attribution.at, ports);
  if (request.body.dry_run) return locatedDryRun({ action: 'probe', order, steps: plannedStep(step.id, 'probe') });
  const action = { id: randomUUID(), action: 'probe', run: order.runs.length, ...attribution } as const;
  if (!(await ports.operatorSteps.recordProbe({ orderId: order.id, step, record }, action)))
    throw notOperable('The step has changed since it was read. Check it again.');
  const number = 1 + (record?.operations ?? []).filter((earlier) => earlier.action === 'probe').length;
  await ports.startProbe({
    orderId: order.id,
    run: order.runs.length,
    step,
    results: resultsOf(records),
    number,
    edition,
  });
  return responseAfterProbe(found, request, ports);
}

/**
 * Returns the step as defined in the current sequence, if there is something to probe and somebody to ask.
 *
 * @throws ApiProblem `step-not-operable`
 */
async function probeable(
  found: FoundStep,
  now: string,
  { currentSequence }: OperatorPorts,
): Promise<{ readonly step: SequenceStep; readonly edition: RunEdition | undefined }> {
  const { order, record, step } = found;
  if (isParkedAt(found))
    throw notOperable('The order waits for the partner of the step. Retry the step: that asks it at once.');
  checkOperable(found, 'probe', now);
  const status = record?.status ?? 'pending';
  if (record?.completedBy !== undefined)
    throw notOperable('An operator has decided the step, so there is nothing to probe. Correct the decision instead.');
  if (!OPEN.includes(status))
    throw notOperable(`The step is ${status}, so its outcome is known. There is nothing to probe.`);
  const { edition, sequence } = await currentSequence(order.payload, order);
  const current = sequence.steps.find(({ id }) => id === step.id);
  if (current?.probes !== true)
    throw notOperable(
      current === undefined
        ? `Sequence ${sequence.name} no longer has the step. Look in the partner's system, then complete, retry or skip it.`
        : `The plugin ${current.name} cannot probe with these options. Look in the partner's system, then complete, retry or skip the step.`,
    );
  return { step: current, edition };
}

/** It remembers nothing of an order, only how long probes took. */
const poller = createPoller();

async function responseAfterProbe(
  { order, step, record }: FoundStep,
  request: Pick<ApiRequest, 'headers' | 'invocation'>,
  { orders, waiters, onError }: OperatorPorts,
): Promise<ResponseTo<Route>> {
  const before = record?.attempts.length ?? 0;
  const most = request.headers.prefer === undefined ? MAX_WAIT_SECONDS : waitPreference(request, {});
  return waiters.hold(most, async (seconds) => {
    let latest: { readonly order: OrderRecord; readonly steps: readonly StepRecord[] } | undefined;
    let found: ProbeView['found'] = null;
    const hasAnswer = async (): Promise<boolean> => {
      latest = (await orders.getWithSteps(order.id)) ?? latest;
      const probed = latest?.steps.find(({ stepId }) => stepId === step.id)?.attempts ?? [];
      const probe = probed.slice(before).find(({ kind, outcome }) => kind === 'probe' && outcome !== 'running');
      found = probe === undefined ? null : foundBy(probe.outcome);
      return probe !== undefined;
    };
    try {
      if (!(await hasAnswer())) await poller.until(waitDeadline(request, seconds), hasAnswer);
    } catch (error) {
      onError('The probe was accepted, but the order could not be read for the response', error);
    }
    const view = orderView(latest?.order ?? order, latest?.steps ?? []);
    const headers = { location: view.links.self, ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }) };
    const body = { step: step.id, found, advice: ADVICE[found ?? 'pending'], order: view };
    return { status: found === null ? 202 : 200, headers, body };
  });
}

function foundBy(outcome: StepOutcome): NonNullable<ProbeView['found']> {
  if (outcome === 'succeeded') return 'effect';
  return outcome === 'transient' ? 'no-effect' : 'unknown';
}
