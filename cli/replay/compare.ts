import { type Decimal, decimalOf, minus } from '../../core/decimal.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import { fieldWords } from '../../core/redact/match-field.ts';

/** A value that a request would have now, and had when it was recorded. */
export interface ValueDifference {
  /** Of the value, e.g. `subscriptions[].price`: places in lists are left out, so that equal differences have equal paths. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  /** How much more it is now, if the field holds an amount of money. */
  readonly more?: Decimal;
}

/** What redaction leaves of a value. */
const MASKS = /(?:\[(?:redacted|personal|erased)\][\s,;]*)+/g;

/** Words that end the names of fields with amounts of money. */
const MONEY = new Set([
  ...[
    'amount',
    'price',
    'total',
    'subtotal',
    'tax',
    'vat',
    'discount',
    'fee',
    'charge',
    'cost',
    'credit',
    'debit',
    'refund',
  ],
  ...['balance', 'payment', 'net', 'gross', 'amounts', 'prices'],
]);

/** Returns how two documents differ, field by field. What was redacted on both sides counts as equal. */
export function compareJson(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path = '',
): readonly ValueDifference[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => compareJson(before[name], after[name], path === '' ? name : `${path}.${name}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }).flatMap((_, index) => compareJson(before[index], after[index], `${path}[]`));
  }
  return isSame(before, after) ? [] : [{ path, before, after, ...moreOf(before, after, path) }];
}

function isSame(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (typeof before === 'string' && typeof after === 'string') return normal(before) === normal(after);
  return JSON.stringify(before) === JSON.stringify(after);
}

function normal(text: string): string {
  return text.replaceAll(MASKS, '[redacted]');
}

function moreOf(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
): Pick<ValueDifference, 'more'> {
  const name = path.split('.').at(-1) ?? '';
  if (!fieldWords(name).some((word) => MONEY.has(word))) return {};
  const [was, is] = [decimalOf(before ?? 0), decimalOf(after ?? 0)];
  return was === undefined || is === undefined ? {} : { more: minus(is, was) };
}
