import { createHash, randomUUID } from 'node:crypto';
import { didYouMean } from '../../../core/did-you-mean.ts';
import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import { mergePatch } from '../../../core/order/merge-patch.ts';
import type { ManualDecision, OrderRecord } from '../../../core/order/order-record.ts';
import { orderFieldsOf } from '../../../core/order/order-schema.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import { newRun } from '../../order-runs/new-run.ts';
import { RESUMABLE, type Resumption } from '../../order-store/operator-store.ts';
import { roomLeft } from '../../order-store/order-room.ts';
import { ApiProblem, invalidRequest } from '../api-problem.ts';
import { attributedTo } from '../attribution.ts';
import { checkOrderSize } from '../read-body.ts';

/**
 * The maximum number of runs of an order. The item of a large order, or of one with large errors, has room for fewer.
 */
export const MAX_RUNS = 100;

/** A request to resume an order. */
export interface ResumeRequest {
  readonly patch?: JsonObject | undefined;
  readonly attribution: ManualDecision;
  /** Tells a repeat of the write from another resume. @default a random one */
  readonly id?: string | undefined;
  /** The `Idempotency-Key`, if there is one. */
  readonly key?: string | undefined;
}

/** Returns a hash that distinguishes a repeat of a resume from a different one with the same key. */
export function resumeFingerprint({ patch, attribution: { reason } }: ResumeRequest): string {
  return createHash('sha256')
    .update(canonicalJson({ reason, patch: patch ?? null }))
    .digest('base64url');
}

/**
 * Creates a new run of an order, with the current sequence for the order as stored or with the patch applied.
 *
 * @throws ApiProblem `order-not-resumable` unless the order failed or is held and has room for another run;
 *   `invalid-request` naming every invalid field of the patched order, or the order type if the patch changes it;
 *   `order-too-large`
 */
export async function createResumption(
  order: OrderRecord,
  request: ResumeRequest,
  currentSequence: CurrentSequence,
): Promise<Resumption> {
  checkResumable(order);
  const resumption = await resumptionOf(order, request, currentSequence);
  checkRoom(resumption);
  return resumption;
}

function checkResumable({ status, runs }: OrderRecord): void {
  if (!RESUMABLE.includes(status))
    throw new ApiProblem('order-not-resumable', `The order is ${status}; only a failed or held order can be resumed.`);
  if (runs.length >= MAX_RUNS)
    throw new ApiProblem(
      'order-not-resumable',
      `The order has had ${runs.length} runs, which is the limit. Cancel it and submit a new one.`,
    );
}

async function resumptionOf(
  order: OrderRecord,
  request: ResumeRequest,
  currentSequence: CurrentSequence,
): Promise<Resumption> {
  const { key, patch, id = randomUUID() } = request;
  const payload = patch === undefined ? order.payload : patched(order, patch);
  const number = order.runs.length + 1;
  // The fingerprint is that of the reason as it was sent: the order, and so what is masked, may have changed before a repeat.
  const attribution = attributedTo({ payload }, attributedTo(order, request.attribution));
  const run = newRun(number, await currentSequence(payload, order), attribution.at);
  const revision = patch === undefined ? order.revision : order.revision + 1;
  return {
    order,
    run,
    payload,
    event: {
      type: 'order.resumed',
      occurredAt: attribution.at,
      run: number,
      data: { reason: attribution.reason, revision, sequence: { ...run.sequence } },
    },
    action: {
      id,
      action: 'resume',
      run: number,
      ...attribution,
      revision,
      ...(key !== undefined && { key }),
      fingerprint: resumeFingerprint(request),
    },
  };
}

function patched(order: OrderRecord, patch: JsonObject): JsonObject {
  checkKnownFields(order, patch);
  const parsed = parseOrder(mergePatch(order.payload, patch));
  if (!parsed.ok) throw invalidRequest(parsed.problems.map(({ path, message }) => ({ path: inPatch(path), message })));
  if (parsed.orderType !== order.orderType)
    throw invalidRequest([
      {
        path: 'patch.order_type',
        message: `Expected the order to stay a ${order.orderType} order, found ${parsed.orderType}: submit another order.`,
      },
    ]);
  return checkOrderSize(parsed.order);
}

/** A misspelt field would be kept with the order and change nothing. */
function checkKnownFields({ orderType, payload }: OrderRecord, patch: JsonObject): void {
  const known = [...new Set([...orderFieldsOf(orderType), ...Object.keys(payload)])];
  const unknown = Object.keys(patch).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw invalidRequest(
      unknown.map((name) => ({
        path: inPatch(name),
        message: `Expected a field of ${orderType} orders, or one that this order has${didYouMean(name, known)}`,
      })),
    );
}

function inPatch(path: string): string {
  return path === '' ? 'patch' : `patch.${path}`;
}

/** Rejects a run whose end might not fit into the order's item, because the order could then never end. */
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
      `After ${order.runs.length} runs, the record of the order is ${-left} bytes too large for another run. Cancel the order and submit a new one.`,
    );
}
