import { AwsServiceError } from '../aws/aws-service.ts';
import { type Item, parseItem } from './attribute-value.ts';
import { readCapacity, writeCapacity } from './capacity.ts';
import { type Path, project } from './expressions/paths.ts';
import {
  type ExpressionInput,
  type RequestExpressions,
  requestExpressions,
} from './expressions/request-expressions.ts';
import { COMMON_PARAMETERS, checkParameters, invalid, type RequestInput } from './request.ts';
import type { TableStorage } from './storage.ts';
import type { StoredKey } from './stored-key.ts';
import { checkItem, type FoundItem, findItem, findReplaced, writeItem } from './table.ts';
import { keyNames } from './table-definition.ts';

const WRITE_PARAMETERS = {
  ...COMMON_PARAMETERS,
  ConditionExpression: 'string',
  ReturnItemCollectionMetrics: ['SIZE', 'NONE'],
  ReturnValuesOnConditionCheckFailure: ['ALL_OLD', 'NONE'],
} as const;

/** Refusal of an item that is too large to be put. */
export const ITEM_TOO_LARGE = 'Item size has exceeded the maximum allowed size';
const UPDATE_TOO_LARGE = 'Item size to update has exceeded the maximum allowed size';

/** Finds the table of a request. */
export type TableOf = (name: unknown) => TableStorage;

/** Runs GetItem. @param onRead called with the key of the item */
export function getItem(
  input: RequestInput,
  tableOf: TableOf,
  onRead: (table: string, key: StoredKey) => void = () => {},
): object {
  checkParameters(input, {
    ...COMMON_PARAMETERS,
    Key: 'object',
    ProjectionExpression: 'string',
    ConsistentRead: 'boolean',
  });
  const expressions = requestExpressions(input as ExpressionInput);
  expressions.checkAllUsed();
  const table = tableOf(input.TableName);
  const { item, key } = findItem(table, input.Key);
  onRead(table.definition.name, key);
  return {
    ...(item !== undefined && { Item: projected(item, expressions.projection) }),
    ...readCapacity(input, table.definition, item === undefined ? [] : [item]),
  };
}

/** Returns an item, or the parts of it in a projection. */
export function projected(item: Item, projection: readonly Path[] | undefined): Item {
  return projection === undefined ? item : project(item, projection);
}

/** Runs PutItem. */
export function putItem(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { ...WRITE_PARAMETERS, Item: 'object', ReturnValues: ['ALL_OLD', 'NONE'] });
  const expressions = requestExpressions(input as ExpressionInput);
  expressions.checkAllUsed();
  const item = parseItem(input.Item);
  const table = tableOf(input.TableName);
  const size = checkItem(table, item, ITEM_TOO_LARGE);
  const found = findReplaced(table, item);
  checkCondition(found, expressions, input);
  writeItem(table, found, { item, size });
  return {
    ...(input.ReturnValues === 'ALL_OLD' && found.item !== undefined && { Attributes: found.item }),
    ...writeResult(input, table, item, found.item),
  };
}

/** Runs DeleteItem. */
export function deleteItem(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { ...WRITE_PARAMETERS, Key: 'object', ReturnValues: ['ALL_OLD', 'NONE'] });
  const expressions = requestExpressions(input as ExpressionInput);
  expressions.checkAllUsed();
  const table = tableOf(input.TableName);
  const found = findItem(table, input.Key);
  checkCondition(found, expressions, input);
  writeItem(table, found, undefined);
  return {
    ...(input.ReturnValues === 'ALL_OLD' && found.item !== undefined && { Attributes: found.item }),
    ...writeResult(input, table, parseItem(input.Key), found.item),
  };
}

/** Runs UpdateItem. */
export function updateItem(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, {
    ...WRITE_PARAMETERS,
    Key: 'object',
    UpdateExpression: 'string',
    ReturnValues: ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
  });
  const expressions = requestExpressions(input as ExpressionInput);
  expressions.checkAllUsed();
  const table = tableOf(input.TableName);
  checkKeysUnchanged(table, expressions);
  const found = findItem(table, input.Key);
  checkCondition(found, expressions, input);
  const before = found.item ?? parseItem(input.Key);
  const after = expressions.update?.apply(before) ?? before;
  const size = checkItem(table, after, UPDATE_TOO_LARGE);
  writeItem(table, found, { item: after, size });
  const attributes = returned(input.ReturnValues, found.item, after, expressions.update?.paths ?? []);
  return {
    ...(attributes !== undefined && { Attributes: attributes }),
    ...writeResult(input, table, after, found.item),
  };
}

function returned(which: unknown, before: Item | undefined, after: Item, paths: readonly Path[]): Item | undefined {
  const part = (item: Item | undefined): Item | undefined => {
    const kept = item && project(item, paths);
    return kept === undefined || Object.keys(kept).length === 0 ? undefined : kept;
  };
  switch (which) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return part(before);
    case 'UPDATED_NEW':
      return part(after);
    default:
      return undefined;
  }
}

function checkKeysUnchanged({ definition }: TableStorage, { update }: RequestExpressions): void {
  const changed = update?.paths.find(([name]) => typeof name === 'string' && keyNames(definition.keys).includes(name));
  if (changed !== undefined)
    throw invalid(
      `One or more parameter values were invalid: Cannot update attribute ${changed[0]}. This attribute is part of the key`,
    );
}

function checkCondition({ item }: FoundItem, { condition }: RequestExpressions, input: RequestInput): void {
  if (condition === undefined || condition.matches(item ?? {})) return;
  const shows = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item !== undefined;
  throw new AwsServiceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    shows ? { fields: { Item: item } } : {},
  );
}

function writeResult(input: RequestInput, { definition }: TableStorage, item: Item, before: Item | undefined): object {
  const { hash } = definition.keys;
  const hasCollections = definition.indexes.some(({ kind }) => kind === 'local');
  return {
    ...writeCapacity(input, definition, [item, before]),
    ...(input.ReturnItemCollectionMetrics === 'SIZE' &&
      hasCollections && {
        ItemCollectionMetrics: { ItemCollectionKey: { [hash.name]: item[hash.name] }, SizeEstimateRangeGB: [0, 1] },
      }),
  };
}
