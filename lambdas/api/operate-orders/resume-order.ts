import type { OrderRecord } from '../../../core/order/order-record.ts';
import { RESUMABLE, type Resumption } from '../../order-store/operator-store.ts';
import { roomLeft } from '../../order-store/order-room.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { currentView } from '../current-view.ts';
import { findOrder } from '../find-order.ts';
import { idempotencyKeyIn } from '../idempotency-header.ts';
import { orderAnswer } from '../order-answer.ts';
import { parseBody } from '../parse-request.ts';
import { tryStartRun } from '../try-start-run.ts';
import { waitDeadline } from '../wait-deadline.ts';
import { waitPreference } from '../wait-preference.ts';
import { operatorMark } from './operator-mark.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { resumeBodySchema } from './request-bodies.ts';
import { type ResumeRequest, resumedOrder, resumeFingerprint } from './resumed-order.ts';

/** The most runs that an order may have; one that is large, or whose errors are, has room for fewer in its item. */
export const MAX_RUNS = 100;

/**
 * Answers `POST /orders/{id}/resume`: a new run of an order that failed or is held.
 *
 * A repeat finds the order under way and is refused; one with the `Idempotency-Key` of the first is answered with the
 * order, however that run is doing.
 */
export async function resumeOrder(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason, patch } = parseBody(resumeBodySchema, request);
  const key = idempotencyKeyIn(request);
  const order = await findOrder(request, ports.orders.get);
  return beginNewRun(order, { patch, key, mark: operatorMark(request, reason, ports.now()) }, request, ports);
}

/**
 * Begins a new run of an order and answers when it has ended, if the request wants to wait for it.
 *
 * From the conditional write on the order is accepted: whatever goes wrong after it, the sweeper starts the run.
 *
 * @throws ApiProblem `order-not-resumable` unless the order failed or is held and has room for another run
 */
export async function beginNewRun(
  order: OrderRecord,
  wanted: ResumeRequest,
  request: ApiRequest,
  ports: OperatorPorts,
): Promise<ApiAnswer> {
  const seconds = waitPreference(request, {});
  const waited = seconds > 0 && { 'preference-applied': `wait=${seconds}` };
  if (isRepeat(order, wanted))
    return orderAnswer(
      await currentView(order, waitDeadline(request, seconds), ports),
      { ...waited, 'idempotent-replayed': 'true' },
      200,
    );

  const resumption = await checkedResumption(order, wanted, ports);
  if (wanted.patch !== undefined) await ports.operator.keepPayload(order, resumption.action);
  const resumed = await ports.operator.resume(resumption);
  if (resumed === undefined) throw await overtaken(order, ports);
  const isStarted = await tryStartRun(resumed, ports);
  const deadline = waitDeadline(request, isStarted ? seconds : 0);
  return orderAnswer(await currentView(resumed, deadline, ports), { ...(isStarted && waited) }, 200);
}

/**
 * The new run of an order that may have one.
 *
 * @throws ApiProblem `order-not-resumable` unless the order failed or is held and has room for another run
 */
export async function checkedResumption(
  order: OrderRecord,
  wanted: ResumeRequest,
  { currentSequence }: Pick<OperatorPorts, 'currentSequence'>,
): Promise<Resumption> {
  checkResumable(order);
  const resumption = await resumedOrder(order, wanted, currentSequence);
  checkRoom(resumption);
  return resumption;
}

/** @throws ApiProblem `idempotency-key-reused` another request came with this key */
function isRepeat({ operations = [] }: OrderRecord, wanted: ResumeRequest): boolean {
  const first = operations.find((done) => done.action === 'resume' && done.key === wanted.key);
  if (wanted.key === undefined || first?.action !== 'resume') return false;
  if (first.fingerprint === resumeFingerprint(wanted)) return true;
  throw new ApiProblem(
    'idempotency-key-reused',
    'Expected the body that was first sent with this key, found another one. Send another resume with a key of its own.',
  );
}

function checkResumable({ status, runs }: OrderRecord): void {
  if (!RESUMABLE.includes(status))
    throw new ApiProblem(
      'order-not-resumable',
      `Expected an order that failed or is held, found it ${status}: there is nothing to resume.`,
    );
  if (runs.length >= MAX_RUNS)
    throw new ApiProblem(
      'order-not-resumable',
      `Expected fewer than ${MAX_RUNS} runs, found ${runs.length}: cancel the order and submit a new one.`,
    );
}

/** Refuses a run whose end might not fit the order's item: the order could never be ended. */
function checkRoom({ order, run, payload, event, action }: Resumption): void {
  const left = roomLeft({
    ...order,
    payload,
    runs: [...order.runs, run],
    events: [...order.events, event],
    operations: [...(order.operations ?? []), action],
  });
  if (left < 0)
    throw new ApiProblem(
      'order-not-resumable',
      `Expected room for another run and its end in the record of the order, found ${-left} bytes too few after ${order.runs.length} runs: cancel the order and submit a new one.`,
    );
}

/**
 * The refusal of a resume that came second. Its note of who replaced the payload may have overwritten the first one's,
 * which is put back.
 */
async function overtaken(order: OrderRecord, { orders, operator }: OperatorPorts): Promise<ApiProblem> {
  const current = await orders.get(order.id);
  const first = current?.operations?.find((done) => done.action === 'resume' && done.run === order.runs.length + 1);
  if (first?.action === 'resume' && first.revision > order.revision) await operator.keepPayload(order, first);
  return new ApiProblem(
    'order-not-resumable',
    `Expected the order to be ${order.status} still, found it ${current?.status ?? 'gone'}: somebody else was faster.`,
  );
}
