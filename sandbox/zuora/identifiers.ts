import { randomBytes } from 'node:crypto';
import type { Transaction } from '../state/transaction.ts';

/** An internal id: 32 hexadecimal digits. */
export const internalId = (): string => `8a${randomBytes(15).toString('hex')}`;

/** The next number of a series, for example `A00000042` for prefix `A`. */
export const nextNumber = (transaction: Transaction, prefix: string): string =>
  prefix + String(transaction.nextNumber(`zuora.${prefix}`)).padStart(8, '0');
