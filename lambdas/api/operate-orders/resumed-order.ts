import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import { mergePatch } from '../../../core/order/merge-patch.ts';
import type { OperatorMark, OrderRecord } from '../../../core/order/order-record.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import type { CurrentSequence } from '../../order-runs/current-sequence.ts';
import { newRun } from '../../order-runs/new-run.ts';
import type { Resumption } from '../../order-store/operator-store.ts';
import { invalidRequest } from '../api-problem.ts';
import { sizeChecked } from '../order-size.ts';

/** What a resume asks for. */
export interface ResumeRequest {
  readonly patch?: JsonObject | undefined;
  readonly mark: OperatorMark;
  /** The `Idempotency-Key`, if there is one. */
  readonly key?: string | undefined;
}

/** Tells a repeat of a resume from another one with the same key. */
export function resumeFingerprint({ patch, mark: { reason } }: ResumeRequest): string {
  return createHash('sha256')
    .update(canonicalJson({ reason, patch: patch ?? null }))
    .digest('base64url');
}

/**
 * The new run of an order: today's sequence for the order as it is, or as the patch makes it.
 *
 * @throws ApiProblem `invalid-request` naming every field of the patched order that is not valid, or its order type when
 *   the patch changes it; `order-too-large`
 */
export async function resumedOrder(
  order: OrderRecord,
  request: ResumeRequest,
  currentSequence: CurrentSequence,
): Promise<Resumption> {
  const { mark, key, patch } = request;
  const payload = patch === undefined ? order.payload : patched(order, patch);
  const number = order.runs.length + 1;
  const run = newRun(number, await currentSequence(payload), mark.at);
  const revision = patch === undefined ? order.revision : order.revision + 1;
  return {
    order,
    run,
    payload,
    event: {
      type: 'order.resumed',
      occurredAt: mark.at,
      run: number,
      data: { reason: mark.reason, revision, sequence: { ...run.sequence } },
    },
    action: {
      action: 'resume',
      run: number,
      ...mark,
      revision,
      ...(key !== undefined && { key }),
      fingerprint: resumeFingerprint(request),
    },
  };
}

function patched(order: OrderRecord, patch: JsonObject): JsonObject {
  const parsed = parseOrder(mergePatch(order.payload, patch));
  if (!parsed.ok) throw invalidRequest(parsed.problems.map(({ path, message }) => ({ path: inPatch(path), message })));
  if (parsed.orderType !== order.orderType)
    throw invalidRequest([
      {
        path: 'patch.order_type',
        message: `Expected the order to stay a ${order.orderType} order, found ${parsed.orderType}: submit another order.`,
      },
    ]);
  return sizeChecked(parsed.order);
}

function inPatch(path: string): string {
  return path === '' ? 'patch' : `patch.${path}`;
}
