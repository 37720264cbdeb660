import { isJsonObject, type JsonObject, textOf } from '../json.ts';
import { currencyDigits } from '../money.ts';

/** What an order costs. */
export interface OrderTotal {
  /** ISO 4217. */
  readonly currency: string;
  /** In units of the smallest digit of the currency, e.g. pence, whether it is paid or given back. */
  readonly minorUnits: number;
}

/** Returns the `total` of an order; undefined if it names none. */
export function orderTotalOf({ total }: JsonObject): OrderTotal | undefined {
  if (!isJsonObject(total)) return undefined;
  const currency = textOf(total.currency);
  if (currency === undefined || typeof total.amount !== 'number') return undefined;
  return { currency, minorUnits: Math.round(Math.abs(total.amount) * 10 ** currencyDigits(currency)) };
}
