import { AwsServiceError } from '../aws/aws-service.ts';
import type { TableOf } from './item-operations.ts';
import { checkParameters, invalid, type RequestInput, tableNotFound } from './request.ts';
import type { Storage, TableStorage } from './storage.ts';
import { fillIndex } from './table.ts';
import { describeTable as describe, parseNewIndex, parseTableDefinition } from './table-definition.ts';

const MAX_NAMES = 100;

/** Runs CreateTable. The table is ready at once. */
export function createTable(input: RequestInput, storage: Storage): object {
  const definition = parseTableDefinition(input, new Date());
  if (storage.table(definition.name) !== undefined)
    throw new AwsServiceError('ResourceInUseException', `Table already exists: ${definition.name}`);
  return { TableDescription: descriptionOf(storage.create(definition), 'ACTIVE') };
}

/** Runs DescribeTable. */
export function describeTable(input: RequestInput, tableOf: TableOf): object {
  checkParameters(input, { TableName: 'string' });
  return { Table: descriptionOf(tableOf(input.TableName), 'ACTIVE') };
}

/** Runs UpdateTable, which here only adds a global index. It has its entries at once. */
export function updateTable(input: RequestInput, tableOf: TableOf, storage: Storage): object {
  const { definition } = tableOf(input.TableName);
  const table = storage.addIndex(definition.name, parseNewIndex(input, definition));
  fillIndex(table, definition.indexes.length);
  return { TableDescription: descriptionOf(table, 'ACTIVE') };
}

/** Runs DeleteTable. The table is deleted at once. */
export function deleteTable(input: RequestInput, tableOf: TableOf, storage: Storage): object {
  checkParameters(input, { TableName: 'string' });
  const table = tableOf(input.TableName);
  const description = descriptionOf(table, 'DELETING');
  storage.drop(table.definition.name);
  return { TableDescription: description };
}

/** Runs ListTables. */
export function listTables(input: RequestInput, storage: Storage): object {
  checkParameters(input, { Limit: 'number', ExclusiveStartTableName: 'string' });
  const limit = input.Limit === undefined ? MAX_NAMES : Number(input.Limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_NAMES)
    throw invalid(
      `1 validation error detected: Value '${String(input.Limit)}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${MAX_NAMES}`,
    );
  const after = typeof input.ExclusiveStartTableName === 'string' ? input.ExclusiveStartTableName : '';
  const names = storage.tableNames().filter((name) => name > after);
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
}

/** Creates the lookups of a table, which throw if it does not exist. */
export function tablesOf(storage: Storage): { readonly forItems: TableOf; readonly forTables: TableOf } {
  return {
    forItems: (name) => storage.table(String(name)) ?? raise(tableNotFound()),
    forTables: (name) => storage.table(String(name)) ?? raise(tableNotFound(String(name))),
  };
}

function raise(error: AwsServiceError): never {
  throw error;
}

function descriptionOf(table: TableStorage, status: string): object {
  return describe(table.definition, { ...table.statistics(), status });
}
