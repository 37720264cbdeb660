import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { SalesforceOptions } from '../options.ts';
import { isAscii } from './email-text.ts';

interface Limit {
  /** Longest text, in UTF-16 code units. */
  readonly length: number;
  /** Where the order has the value, below its details; the first that is there. */
  readonly parts: readonly string[];
  /** Whether a shorter text still means the same. */
  readonly canShorten: boolean;
}

const limit = (length: number, part: string, canShorten = true): Limit => ({ length, parts: [part], canShorten });

/** Lengths of the fields that the plugin writes ("Object Reference", Account and Contact), without the prefix of an address. */
const LIMITS: Readonly<Record<string, Limit>> = {
  Name: { length: 255, parts: ['companyName', 'company'], canShorten: true },
  FirstName: limit(40, 'firstName'),
  LastName: limit(80, 'lastName'),
  Email: limit(80, 'email', false),
  PersonEmail: limit(80, 'email', false),
  Phone: limit(40, 'phone', false),
  Street: limit(255, 'address1'),
  City: limit(40, 'city'),
  State: limit(80, 'state'),
  PostalCode: limit(20, 'postalCode', false),
  Country: limit(80, 'country', false),
};

/** Fields that fit, and the ones that had to be shortened for it. */
export interface FittingFields {
  readonly fields: JsonObject;
  readonly shortened: readonly string[];
}

/** Shortens the texts that are longer than their field, if the options say so. Never splits a character. */
export function fittingFields(fields: JsonObject, { whenTooLong }: SalesforceOptions): FittingFields {
  if (whenTooLong === 'reject') return { fields, shortened: [] };
  const long = tooLong(fields).filter(({ canShorten }) => canShorten);
  const shorter = long.map(({ field, length, value }) => [field, shorten(value, length)] as const);
  return { fields: { ...fields, ...Object.fromEntries(shorter) }, shortened: long.map(({ field }) => field) };
}

/**
 * Finds the texts of an order that Salesforce cannot store: longer than their field and not shortened, or an e-mail address
 * outside ASCII.
 *
 * @param fields what the order writes
 */
export function fieldProblems(
  order: JsonObject,
  fields: JsonObject,
  { whenTooLong }: SalesforceOptions,
): readonly ActionProblem[] {
  const emails = Object.entries(fields)
    .filter(([field, value]) => /Email$/.test(field) && typeof value === 'string' && !isAscii(value))
    .map(([field]) => ({
      path: pathOf(order, field, ['email']),
      code: 'email_not_supported',
      message:
        'Expected an e-mail address in ASCII, which is all that Salesforce stores, found other letters. Send another address.',
    }));
  const long = tooLong(fields)
    .filter(({ canShorten }) => whenTooLong === 'reject' || !canShorten)
    .map(({ canShorten, field, length, parts, value }) => ({
      path: pathOf(order, field, parts),
      code: 'field_too_long',
      message: `Expected at most ${length} characters, the length of ${field} in Salesforce, found ${value.length}. Send a shorter text${canShorten ? ', or set whenTooLong to "shorten"' : ''}.`,
    }));
  return [...emails, ...long];
}

function tooLong(fields: JsonObject) {
  return Object.entries(fields).flatMap(([field, value]) => {
    const found = LIMITS[field] ?? LIMITS[field.replace(/^(?:Billing|Shipping)/, '')];
    return found !== undefined && typeof value === 'string' && value.length > found.length
      ? [{ field, value, ...found }]
      : [];
  });
}

function pathOf(order: JsonObject, field: string, parts: readonly string[]): string {
  const isAddress = /^(?:Billing|Shipping)/.test(field);
  const own = field.startsWith('Shipping') ? 'deliveryDetails' : 'billingDetails';
  const details = isAddress ? ['address', own] : ['customerDetails', 'billingDetails'];
  const paths = details.flatMap((name) => parts.map((part) => ({ name, part })));
  const found = paths.find(({ name, part }) => isJsonObject(order[name]) && order[name][part] !== undefined);
  return found === undefined ? `${own}.${parts[0]}` : `${found.name}.${found.part}`;
}

function shorten(text: string, length: number): string {
  const cut = text.slice(0, length);
  return (/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut).trimEnd();
}
