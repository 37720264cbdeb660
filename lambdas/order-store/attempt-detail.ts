import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttemptRecord } from '../../core/order/order-record.ts';

/** What is recorded of an attempt beside its status, times, outcome and error. */
export type AttemptDetail = Pick<AttemptRecord, 'callouts' | 'logs'>;

/** A detail in a step's item: JSON, or gzipped JSON. */
export type StoredDetail = string | Uint8Array;

/** A client of the table on one machine (embedded/lambda/aws-clients/dynamodb.ts). */
interface CompressingClient {
  readonly compressesItems: boolean;
}

/** Small tables and buffers: a detail is a few kilobytes, and clearing zlib's default of 256 KB would take longer than compressing. */
const COMPRESSION = { windowBits: 13, memLevel: 5, chunkSize: 4_096 };

const texts = new WeakMap<AttemptDetail, string>();

/** Returns the detail of an attempt as JSON. The text is kept for as long as the attempt: it is measured, and then stored. */
export function detailText(attempt: AttemptDetail): string {
  const known = texts.get(attempt);
  if (known !== undefined) return known;
  const { callouts, logs } = attempt;
  const text = JSON.stringify({ callouts, logs });
  texts.set(attempt, text);
  return text;
}

/** Returns whether a table compresses whole items, so that a detail is smaller and quicker to store as it is. */
export function compressesItems(client: object): boolean {
  return 'compressesItems' in client && (client as CompressingClient).compressesItems;
}

/** Returns a text as an item holds it on AWS, where each KB of an item costs a write unit. */
export function compressedDetail(text: string): Uint8Array {
  return gzipSync(text, COMPRESSION);
}

/** Returns the detail that an item holds. */
export function readDetail(stored: StoredDetail): AttemptDetail {
  return JSON.parse(typeof stored === 'string' ? stored : gunzipSync(stored).toString('utf8')) as AttemptDetail;
}
