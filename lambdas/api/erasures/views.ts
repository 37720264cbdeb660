import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { ErasedOrder, ErasureCounts, ErasurePart, ErasureRecord } from '../../erasure/erasure-store.ts';

const NONE: ErasureCounts = { erased: 0, refused: 0, missing: 0 };

/** Returns the API's view of an erasure in a list. */
export function erasureSummary(erasure: ErasureRecord): ResponseBody<'ErasureSummary'> {
  const { id, status, by, reason, person, counts = NONE, createdAt, finishedAt } = erasure;
  return {
    id,
    status,
    by,
    reason,
    person: person ?? null,
    counts,
    createdAt,
    finishedAt: finishedAt ?? null,
    advice: adviceOf(erasure),
    links: { self: `/erasures/${id}` },
  };
}

/** Returns the API's view of an erasure with its orders. */
export function erasureView(erasure: ErasureRecord, parts: readonly ErasurePart[]): ResponseBody<'Erasure'> {
  const results = parts.flatMap((part) => part.results ?? []);
  const idsOf = (outcome: ErasedOrder['outcome']): string[] =>
    results.flatMap((result) => (result.outcome === outcome ? [result.id] : []));
  const orders = {
    erased: idsOf('erased'),
    refused: results.flatMap((result) => (result.outcome === 'refused' ? [{ id: result.id, ...result.refusal }] : [])),
    missing: idsOf('missing'),
  };
  const counts = { erased: orders.erased.length, refused: orders.refused.length, missing: orders.missing.length };
  return { ...erasureSummary({ ...erasure, counts }), orders };
}

function adviceOf({ status }: ErasureRecord): string | null {
  if (status === 'running') return 'Read this erasure again until it has ended.';
  if (status === 'complete') return null;
  return 'End the refused orders as their messages say, then send the request again with another idempotency key.';
}
