import type { SandboxRequest } from '../server/exchange.ts';
import { zuoraRefusal } from './errors.ts';

/** A record of a list. */
export interface Listed {
  readonly number: string;
  readonly status: string;
}

/** Query parameters of a list besides those that every list has. */
export interface ListParameters {
  /** Fields that a parameter of the same name filters by. */
  readonly filters: readonly string[];
  readonly statuses: readonly string[];
}

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 40;

/**
 * Returns one page of the records that a request asks for, and the address of the next, by default in descending order of their
 * numbers. A `-` before the field of `sort` asks for ascending order, a `+` or nothing for descending. The sandbox sorts by
 * `number` only.
 * Source: Zuora v1 API reference, "List payments" and "List refunds".
 *
 * @throws Refusal for an unknown parameter or value.
 */
export function listPage<Shape extends Listed>(
  request: SandboxRequest,
  records: readonly Shape[],
  { filters, statuses }: ListParameters,
): Page<Shape> {
  const { query } = request;
  checkParameters(query, [...filters, 'status', 'sort', 'page', 'pageSize']);
  const status = enumParameter(query, 'status', statuses);
  const sort = /^(?<operator>[-+ ]?)number$/.exec(query.get('sort') ?? 'number');
  if (sort === null) throw invalidParameter('sort', 'number, +number or -number');
  const found = records
    .filter((record) => status === undefined || record.status === status)
    .filter((record) => filters.every((name) => !query.has(name) || fieldOf(record, name) === query.get(name)))
    .toSorted((one, other) => other.number.localeCompare(one.number));
  const sorted = sort.groups?.operator === '-' ? found.toReversed() : found;
  return pageOf(request, sorted);
}

/** Records of a page, and the address of the next one as a field of the answer. */
export interface Page<Shape> {
  readonly found: readonly Shape[];
  readonly nextPage: { readonly nextPage?: string };
}

/**
 * Returns the page of a list that a request asks for.
 *
 * @throws Refusal for a page or a size that lists do not have.
 */
export function pageOf<Shape>({ origin, path, query }: SandboxRequest, records: readonly Shape[]): Page<Shape> {
  const size = positiveInteger(query, 'pageSize', DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = positiveInteger(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const next = new URLSearchParams([...query].filter(([name]) => name !== 'page').concat([['page', `${page + 1}`]]));
  return {
    found: records.slice((page - 1) * size, page * size),
    nextPage: records.length > page * size ? { nextPage: `${origin}/zuora${path}?${next}` } : {},
  };
}

/**
 * Rejects query parameters that an operation does not have. Zuora may ignore them.
 *
 * @throws Refusal for an unknown parameter.
 */
export function checkParameters(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name)) throw zuoraRefusal({ category: 'invalidValue' }, `Unknown query parameter '${name}'.`);
  }
}

/**
 * Returns the value of a query parameter, or undefined if it was not sent. Values are case-sensitive.
 *
 * @throws Refusal for any other value.
 */
export function enumParameter(query: URLSearchParams, name: string, values: readonly string[]): string | undefined {
  const value = query.get(name) ?? undefined;
  if (value === undefined || values.includes(value)) return value;
  throw invalidParameter(name, values.join(', '));
}

function positiveInteger(query: URLSearchParams, name: string, unsent: number, most: number): number {
  const value = Number(query.get(name) ?? unsent);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalidParameter(name, `1 to ${most}`);
}

function invalidParameter(name: string, values: string) {
  return zuoraRefusal({ category: 'invalidValue' }, `'${name}' value should be one of: ${values}`);
}

function fieldOf(record: object, name: string): unknown {
  return (record as Readonly<Record<string, unknown>>)[name];
}
