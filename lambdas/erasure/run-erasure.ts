import type { JsonObject } from '../../core/json.ts';
import { maskWritten } from '../../core/redact/mask-personal.ts';
import type { EraseStoredOrder } from './erase-stored-order.ts';
import type { ErasedOrder, ErasureCounts, ErasurePart, ErasureRecord, ErasureStore } from './erasure-store.ts';

/** Dependencies of running erasures. */
export interface RunErasurePorts {
  readonly erasures: ErasureStore;
  readonly eraseOrder: EraseStoredOrder;
  /** Indexes the orders that were stored before there was an index, as far as the time allows. Returns whether all are. */
  indexOlderOrders(hasTime: () => boolean): Promise<boolean>;
  /** Returns ids of orders, sorted. */
  find(hash: string): AsyncIterable<string>;
  now(): Date;
}

/** The erasure is not stored yet: its execution starts first. The caller tries again. */
export class ErasureNotStored extends Error {
  override readonly name = 'ErasureNotStored';
}

/** Orders of a part. What a crash interrupts is done again. */
const PART_SIZE = 25;

/**
 * Creates the function that continues an erasure as far as the time allows.
 *
 * It finds the orders once, stores their ids, and erases them part by part, so that it continues where a crash or the time limit
 * stopped it.
 *
 * @returns a function that returns whether the erasure has ended
 * @throws ErasureNotStored
 */
export function createRunErasure(ports: RunErasurePorts): (id: string, hasTime: () => boolean) => Promise<boolean> {
  const { erasures, eraseOrder, now } = ports;

  const findOrders = async (erasure: ErasureRecord): Promise<void> => {
    const ids = erasure.orderIds ?? (await listOf(erasure.person === undefined ? [] : ports.find(erasure.person.hash)));
    const parts = partsOf([...new Set(ids)]);
    for (const part of parts) await erasures.putPart(erasure.id, part);
    await erasures.setParts(erasure.id, parts.length);
  };

  /** The certificate is kept for ever: what the orders say about the person does not stay in its reason. */
  const maskReason = (erasure: ErasureRecord) => {
    let { reason } = erasure;
    return async (payloads: readonly JsonObject[]): Promise<void> => {
      const masked = payloads.reduce(maskWritten, reason);
      if (masked === reason) return;
      reason = masked;
      await erasures.setReason(erasure.id, reason);
    };
  };

  const treat = async (
    { id, person }: ErasureRecord,
    part: ErasurePart,
    beforeErasing: (payloads: readonly JsonObject[]) => Promise<void>,
  ): Promise<ErasurePart> => {
    const results: ErasedOrder[] = [];
    for (const orderId of part.orderIds) {
      const result = await eraseOrder({ orderId, erasure: id, personHash: person?.hash, beforeErasing });
      if (result.outcome !== 'unrelated') results.push(result);
    }
    return { ...part, results };
  };

  return async (id, hasTime) => {
    const stored = await erasures.get(id);
    if (stored === undefined) throw new ErasureNotStored(`Erasure ${id} is not stored yet.`);
    if (stored.status !== 'running') return true;
    if (stored.person !== undefined && !(await ports.indexOlderOrders(hasTime))) return false;
    if (stored.parts === undefined) await findOrders(stored);
    const beforeErasing = maskReason(stored);
    const parts = [...(await erasures.parts(id))];
    for (const [index, part] of parts.entries()) {
      if (part.results !== undefined) continue;
      if (!hasTime()) return false;
      const treated = await treat(stored, part, beforeErasing);
      await erasures.putPart(id, treated);
      parts[index] = treated;
    }
    const counts = countsOf(parts);
    await erasures.finish(id, {
      status: counts.refused > 0 ? 'incomplete' : 'complete',
      counts,
      finishedAt: now().toISOString(),
    });
    return true;
  };
}

function partsOf(ids: readonly string[]): readonly ErasurePart[] {
  const count = Math.ceil(ids.length / PART_SIZE);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    orderIds: ids.slice(index * PART_SIZE, (index + 1) * PART_SIZE),
  }));
}

async function listOf(ids: AsyncIterable<string> | Iterable<string>): Promise<readonly string[]> {
  const list: string[] = [];
  for await (const id of ids) list.push(id);
  return list;
}

function countsOf(parts: readonly ErasurePart[]): ErasureCounts {
  const outcomes = parts.flatMap(({ results = [] }) => results.map(({ outcome }) => outcome));
  const count = (wanted: ErasedOrder['outcome']): number => outcomes.filter((outcome) => outcome === wanted).length;
  return { erased: count('erased'), refused: count('refused'), missing: count('missing') };
}
