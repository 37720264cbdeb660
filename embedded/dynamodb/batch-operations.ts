import { isJsonObject } from '../../core/json.ts';
import { AwsServiceError } from '../aws/aws-service.ts';
import { type Item, parseItem } from './attribute-value.ts';
import { capacityOf, readUnits, wantsCapacity } from './capacity.ts';
import { type ExpressionInput, requestExpressions } from './expressions/request-expressions.ts';
import { ITEM_TOO_LARGE, projected, type TableOf } from './item-operations.ts';
import { COMMON_PARAMETERS, checkParameters, invalid, type RequestInput } from './request.ts';
import type { TableStorage } from './storage.ts';
import { checkItem, type FoundItem, findItem, findReplaced, writeItem } from './table.ts';

const MAX_KEYS = 100;
const MAX_WRITES = 25;
/** Maximum size of a response; the remaining keys are returned as `UnprocessedKeys`. Source: API reference, BatchGetItem. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

const { ReturnConsumedCapacity } = COMMON_PARAMETERS;

/** Runs BatchGetItem. */
export function batchGetItem(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { RequestItems: 'object', ReturnConsumedCapacity });
  const requests = entriesOf(input);
  const reads = requests.map(([name, request]) => {
    checkParameters(request, { Keys: 'array', ConsistentRead: 'boolean', ProjectionExpression: 'string' });
    const keys = Array.isArray(request.Keys) ? request.Keys : [];
    const expressions = requestExpressions(request as ExpressionInput);
    expressions.checkAllUsed();
    return { name, request, keys, projection: expressions.projection };
  });
  const total = reads.reduce((sum, { keys }) => sum + keys.length, 0);
  if (total > MAX_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  if (reads.some(({ keys }) => keys.length === 0))
    throw invalid(
      "1 validation error detected: Value '[]' at 'requestItems.keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  const found = reads.map((read) => {
    const table = tableOf(read.name);
    const items = read.keys.map((key) => findItem(table, key));
    checkDistinct(items);
    return { ...read, table, items };
  });
  let bytes = 0;
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, RequestInput> = {};
  for (const { name, request, keys, items, projection } of found) {
    const answers: Item[] = [];
    responses[name] = answers;
    items.forEach(({ item }, at) => {
      bytes += item === undefined ? 0 : JSON.stringify(item).length;
      if (bytes > MAX_ANSWER_BYTES) unprocessed[name] ??= { ...request, Keys: keys.slice(at) };
      else if (item !== undefined) answers.push(projected(item, projection));
    });
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(wantsCapacity(input) && {
      ConsumedCapacity: found.map(({ table, items, request }) =>
        capacityOf(input, table.definition, items.length * readUnits(0, request.ConsistentRead === true)),
      ),
    }),
  };
}

/** Runs BatchWriteItem. Checks every request before it writes the first. */
export function batchWriteItem(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, {
    RequestItems: 'object',
    ReturnConsumedCapacity,
    ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
  });
  const requests = entriesOf(input).map(([name, writes]) => ({ name, writes: Array.isArray(writes) ? writes : [] }));
  if (requests.some(({ writes }) => !writes.every(isJsonObject)))
    throw new AwsServiceError('SerializationException', 'Unexpected field type: RequestItems');
  const total = requests.reduce((sum, { writes }) => sum + writes.length, 0);
  if (total > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
  if (requests.some(({ writes }) => writes.length === 0))
    throw invalid(
      "1 validation error detected: Value '[]' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  const prepared = requests.map(({ name, writes }) => {
    const table = tableOf(name);
    const parsed = writes.map((write) => prepareWrite(table, write as RequestInput));
    checkDistinct(parsed.map(({ found }) => found));
    return { table, parsed };
  });
  for (const { table, parsed } of prepared) for (const { found, after } of parsed) writeItem(table, found, after);
  return {
    UnprocessedItems: {},
    ...(wantsCapacity(input) && {
      ConsumedCapacity: prepared.map(({ table, parsed }) => capacityOf(input, table.definition, parsed.length)),
    }),
  };
}

function prepareWrite(
  table: TableStorage,
  { PutRequest, DeleteRequest }: RequestInput,
): { readonly found: FoundItem; readonly after: { readonly item: Item; readonly size: number } | undefined } {
  if ((PutRequest === undefined) === (DeleteRequest === undefined))
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of PutRequest and DeleteRequest',
    );
  if (DeleteRequest !== undefined)
    return { found: findItem(table, (DeleteRequest as RequestInput | null)?.Key), after: undefined };
  const item = parseItem((PutRequest as RequestInput | null)?.Item);
  const size = checkItem(table, item, ITEM_TOO_LARGE);
  return { found: findReplaced(table, item), after: { item, size } };
}

function entriesOf({ RequestItems }: RequestInput): readonly (readonly [string, RequestInput])[] {
  const entries = Object.entries((RequestItems ?? {}) as Readonly<Record<string, RequestInput>>);
  if (entries.length === 0)
    throw invalid(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (entries.some(([, request]) => typeof request !== 'object' || request === null))
    throw new AwsServiceError('SerializationException', 'Unexpected field type: RequestItems');
  return entries;
}

function checkDistinct(items: readonly FoundItem[]): void {
  const keys = items.map(({ key }) => `${key.hash.toString('hex')}/${key.range.toString('hex')}`);
  if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
}
