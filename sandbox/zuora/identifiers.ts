import { randomBytes } from 'node:crypto';
import { header } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';

/** Returns a new internal id: 32 hexadecimal digits. */
export function internalId(): string {
  return `8a${randomBytes(15).toString('hex')}`;
}

/** Returns the next number of a series, for example `A00000042` for prefix `A`. */
export function nextNumber(transaction: Transaction, prefix: string): string {
  return prefix + String(transaction.nextNumber(`zuora.${prefix}`)).padStart(8, '0');
}

/** Returns the key of an effect: the idempotency key, else the client's track id, else the natural key. */
export function effectKey({ idempotencyKey, request }: Call, naturalKey: string): string {
  return idempotencyKey ?? header(request, 'zuora-track-id') ?? naturalKey;
}
