import { type Item, keyBytes, parseItem, typeOf } from './attribute-value.ts';
import { consumedCapacity, readUnits } from './capacity.ts';
import type { Path } from './expressions/paths.ts';
import {
  type ExpressionInput,
  type RequestExpressions,
  requestExpressions,
} from './expressions/request-expressions.ts';
import { projected, type TableOf } from './item-operations.ts';
import { type KeyRange, keyRangeOf } from './key-condition.ts';
import { COMMON_PARAMETERS, checkParameters, invalid, type RequestInput } from './request.ts';
import type { ReadRequest, TableStorage } from './storage.ts';
import type { StoredIndexKey, StoredKey } from './stored-key.ts';
import { storedKey } from './table.ts';
import { type IndexDefinition, type KeySchema, keyAttributes, keyNames } from './table-definition.ts';

/** A page ends once it has read this many bytes. Source: Amazon DynamoDB Developer Guide, "Paginating table query results". */
const PAGE_BYTES = 1024 * 1024;

const READ_PARAMETERS = {
  ...COMMON_PARAMETERS,
  IndexName: 'string',
  FilterExpression: 'string',
  ProjectionExpression: 'string',
  ExclusiveStartKey: 'object',
  Limit: 'number',
  ConsistentRead: 'boolean',
  Select: ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'],
} as const;

/** The table or index that a Query or a Scan reads from. */
interface Source {
  readonly table: TableStorage;
  /** Undefined for the table itself. */
  readonly index: IndexDefinition | undefined;
  readonly keys: KeySchema;
}

/** Runs Query. */
export function query(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { ...READ_PARAMETERS, KeyConditionExpression: 'string', ScanIndexForward: 'boolean' });
  const expressions = requestExpressions(input as ExpressionInput);
  const source = sourceOf(input, tableOf);
  const { keyCondition } = expressions;
  if (keyCondition === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const range = keyRangeOf(keyCondition.condition, keyCondition.bindings, source.keys);
  expressions.checkAllUsed();
  checkFilter(expressions, source.keys);
  return readPage(input, source, expressions, { range, backward: input.ScanIndexForward === false });
}

/** Runs Scan. */
export function scan(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { ...READ_PARAMETERS, Segment: 'number', TotalSegments: 'number' });
  const expressions = requestExpressions(input as ExpressionInput);
  expressions.checkAllUsed();
  const isInSegment = segmentOf(input);
  const source = sourceOf(input, tableOf);
  return readPage(input, source, expressions, {}, isInSegment);
}

function sourceOf(input: RequestInput, tableOf: TableOf): Source {
  const table = tableOf(input.TableName);
  const { keys, indexes } = table.definition;
  if (input.IndexName === undefined) return { table, index: undefined, keys };
  const index = indexes.find(({ name }) => name === input.IndexName);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${String(input.IndexName)}`);
  if (input.ConsistentRead === true && index.kind === 'global')
    throw invalid('Consistent reads are not supported on global secondary indexes');
  return { table, index, keys: index.keys };
}

function readPage(
  input: RequestInput,
  source: Source,
  { filter, projection }: RequestExpressions,
  read: { readonly range?: KeyRange; readonly backward?: boolean },
  isInSegment: (item: Item, keys: KeySchema) => boolean = () => true,
): object {
  const { table, index, keys } = source;
  const limit = limitOf(input);
  const select = selectOf(input, source, projection);
  const start = startKeyOf(input, source, read.range);
  const items: Item[] = [];
  let [count, scanned, bytes] = [0, 0, 0];
  let last: Item | undefined;
  let lastEvaluated: Item | undefined;
  const request: ReadRequest = {
    index: index === undefined ? undefined : table.definition.indexes.indexOf(index),
    ...read,
    ...(start !== undefined && { after: start }),
  };
  for (const { item, size } of table.read(request)) {
    if (!isInSegment(item, table.definition.keys)) continue;
    if (scanned === limit || bytes + size > PAGE_BYTES) {
      lastEvaluated = last;
      break;
    }
    last = item;
    scanned += 1;
    bytes += size;
    if (filter?.matches(item) === false) continue;
    count += 1;
    if (select !== 'COUNT') items.push(projected(select === 'ALL' ? whole(table, item) : item, projection));
  }
  // DynamoDB reports that there may be more whenever the limit ended the page.
  if (lastEvaluated === undefined && scanned === limit) lastEvaluated = last;
  return {
    ...(select !== 'COUNT' && { Items: items }),
    Count: count,
    ScannedCount: scanned,
    ...(lastEvaluated !== undefined && { LastEvaluatedKey: keyOf(lastEvaluated, table.definition.keys, keys) }),
    ...consumedCapacity(input, table.definition, readUnits(bytes, input.ConsistentRead === true)),
  };
}

/** Returns the table's item for an index entry. */
function whole(table: TableStorage, entry: Item): Item {
  return table.get(storedKey(table.definition.keys, entry)) ?? entry;
}

function limitOf({ Limit }: RequestInput): number | undefined {
  if (Limit === undefined || Limit === null) return undefined;
  if (Number.isInteger(Limit) && Number(Limit) >= 1) return Number(Limit);
  throw invalid(
    `1 validation error detected: Value '${String(Limit)}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  );
}

/** `ALL` reads the whole item behind an index entry; `STORED` reads only what the table or index stores. */
function selectOf(
  { Select, IndexName }: RequestInput,
  { index }: Source,
  projection: readonly Path[] | undefined,
): 'ALL' | 'STORED' | 'COUNT' {
  if (projection !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${String(Select)}`);
  if (Select === 'SPECIFIC_ATTRIBUTES' && projection === undefined)
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (Select === 'COUNT') return 'COUNT';
  if (index === undefined || index.projection.type === 'ALL') return 'STORED';
  if (Select === 'ALL_ATTRIBUTES') {
    if (index.kind === 'global')
      throw invalid(
        `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
      );
    return 'ALL';
  }
  return index.kind === 'local' && projection !== undefined ? 'ALL' : 'STORED';
}

function checkFilter({ filter }: RequestExpressions, keys: KeySchema): void {
  const key = filter?.paths.find(([name]) => typeof name === 'string' && keyNames(keys).includes(name));
  if (key !== undefined)
    throw invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${String(key[0])}`,
    );
}

function startKeyOf(
  { ExclusiveStartKey }: RequestInput,
  { table, index, keys }: Source,
  range: KeyRange | undefined,
): StoredKey | StoredIndexKey | undefined {
  if (ExclusiveStartKey === undefined || ExclusiveStartKey === null) return undefined;
  const given = parseItem(ExclusiveStartKey);
  const attributes = [...keyAttributes(table.definition.keys), ...(index === undefined ? [] : keyAttributes(keys))];
  const names = new Set(attributes.map(({ name }) => name));
  const matches = attributes.every(({ name, type }) => {
    const value = given[name];
    return value !== undefined && typeOf(value) === type;
  });
  if (!matches || Object.keys(given).length !== names.size)
    throw invalid('The provided starting key is invalid: The provided key element does not match the schema');
  const key = storedKey(keys, given);
  if (range !== undefined && !key.hash.equals(range.hash))
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  return index === undefined ? key : { ...key, tableKey: storedKey(table.definition.keys, given) };
}

function keyOf(item: Item, ...schemas: readonly KeySchema[]): Item {
  const names = new Set(schemas.flatMap(keyNames));
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function segmentOf({ Segment, TotalSegments }: RequestInput): (item: Item, keys: KeySchema) => boolean {
  if (Segment === undefined && TotalSegments === undefined) return () => true;
  if (Segment === undefined || TotalSegments === undefined)
    throw invalid(
      `The ${Segment === undefined ? 'Segment' : 'TotalSegments'} parameter is required but was not present in the request when ${Segment === undefined ? 'TotalSegments' : 'Segment'} parameter is present`,
    );
  const [segment, total] = [Number(Segment), Number(TotalSegments)];
  if (!(total >= 1 && total <= 1_000_000 && segment >= 0))
    throw invalid("1 validation error detected: Value at 'totalSegments' failed to satisfy constraint");
  if (segment >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  return (item, { hash }) => {
    const value = item[hash.name];
    return value !== undefined && keyBytes(value).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7) % total === segment;
  };
}
