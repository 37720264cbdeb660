import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ErasureRefusal } from '../../core/erasure/erasure-refusal.ts';
import type { PERSON_KINDS } from '../../core/order/search-terms.ts';
import { createRecordsInParts, type RecordPosition } from '../order-store/records-in-parts.ts';
import { equals } from '../update-expression.ts';
import { writeItem } from '../update-item.ts';

/** The number of orders by outcome. */
export interface ErasureCounts {
  readonly erased: number;
  readonly refused: number;
  /** Named by their id, but deleted or never stored. */
  readonly missing: number;
}

/** An erasure: first the request, at the end the certificate. It has no personal data. */
export interface ErasureRecord {
  readonly id: string;
  /** `incomplete`: ended, but some orders were refused. */
  readonly status: 'running' | 'complete' | 'incomplete';
  /** Subject of the token, and its client if that differs. */
  readonly by: string;
  readonly reason: string;
  /** The keyed hash of the person; absent if the request names orders. */
  readonly person?: { readonly kind: (typeof PERSON_KINDS)[number]; readonly hash: string };
  /** The orders that the request names; absent if it names a person. */
  readonly orderIds?: readonly string[];
  /** Keyed hash of the request. Distinguishes a repeat from another request with the same key. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finishedAt?: string;
  /** How many parts the list of orders has, once they have been found. */
  readonly parts?: number;
  readonly counts?: ErasureCounts;
}

/** The outcome for one order. */
export type ErasedOrder =
  | { readonly id: string; readonly outcome: 'erased' | 'missing' }
  | { readonly id: string; readonly outcome: 'refused'; readonly refusal: ErasureRefusal };

/** A part of the orders of an erasure, and their outcomes once it is done. */
export interface ErasurePart {
  readonly number: number;
  readonly orderIds: readonly string[];
  readonly results?: readonly ErasedOrder[];
}

/** Stores erasures. They are never deleted. */
export interface ErasureStore {
  /** Stores a new erasure. Returns false if its id is taken. */
  put(erasure: ErasureRecord): Promise<boolean>;
  get(id: string): Promise<ErasureRecord | undefined>;
  /** Returns erasures, newest first. @param before only those before this position; undefined for the first page */
  list(limit: number, before?: RecordPosition): Promise<readonly ErasureRecord[]>;
  putPart(id: string, part: ErasurePart): Promise<void>;
  parts(id: string): Promise<readonly ErasurePart[]>;
  setParts(id: string, parts: number): Promise<void>;
  /** Replaces the reason of an erasure that has not ended. */
  setReason(id: string, reason: string): Promise<void>;
  /** Ends an erasure. Does nothing if it has ended. */
  finish(id: string, end: Required<Pick<ErasureRecord, 'status' | 'counts' | 'finishedAt'>>): Promise<void>;
}

/** Creates the store over the order table. */
export function createErasureStore(client: DynamoDBDocumentClient, table: string): ErasureStore {
  const records = createRecordsInParts<ErasureRecord, ErasurePart>(client, table, { sk: 'erasure', shard: 'erasures' });
  return {
    ...records,

    async parts(id) {
      const parts: ErasurePart[] = [];
      for await (const part of records.parts(id)) parts.push(part);
      return parts;
    },

    async setParts(id, parts) {
      await writeItem(client, table, records.keyOf(id), { set: { parts }, when: equals('status', 'running') });
    },

    async setReason(id, reason) {
      await writeItem(client, table, records.keyOf(id), { set: { reason }, when: equals('status', 'running') });
    },

    async finish(id, end) {
      await writeItem(client, table, records.keyOf(id), { set: end, when: equals('status', 'running') });
    },
  };
}
