import type { TableSpec } from '../../blueprint/table.ts';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import type { Store } from '../sqlite/store.ts';
import { batchGetItem, batchWriteItem } from './batch-operations.ts';
import { ensureTable } from './ensure-table.ts';
import { getItemWhen, signalOf } from './get-item-when.ts';
import { deleteItem, getItem, putItem, updateItem } from './item-operations.ts';
import { query, scan } from './read-operations.ts';
import type { RequestInput } from './request.ts';
import { openStorage } from './storage.ts';
import { createTable, deleteTable, describeTable, listTables, tablesOf, updateTable } from './table-operations.ts';
import { createUnsyncedItems } from './unsynced-items.ts';
import { createWriteSignals } from './write-signals.ts';

/** DynamoDB on one machine, durable in the store. */
export interface DynamoDb extends AwsService {
  /**
   * Creates the table if it is missing, or else the indexes that it lacks.
   *
   * @throws TableMismatch a table of that name, or an index of it, has other keys
   */
  ensureTable(name: string, spec: TableSpec): Promise<void>;
  /** Rejects further operations. The store stays open. */
  close(): Promise<void>;
}

/** The operations that write nothing. */
const READS: ReadonlySet<string> = new Set(['GetItem', 'Query', 'Scan', 'BatchGetItem', 'DescribeTable', 'ListTables']);

/** The prefix of `X-Amz-Target` in a DynamoDB request. */
const TARGET_PREFIX = 'DynamoDB_20120810';

/**
 * Opens DynamoDB.
 *
 * Supports the operations that this project uses, with expressions; rejects everything else by name. An acknowledged write
 * is on disk, except one of `UpdateItemDeferred`, which only functions of this machine use: whatever reads it waits for that.
 */
export function openDynamoDb({ database, commits }: Store): DynamoDb {
  const signals = createWriteSignals();
  const unsynced = createUnsyncedItems(commits);
  const storage = openStorage(database, (table, key) => {
    const item = signalOf(table, key);
    unsynced.written(item);
    signals.written(item);
  });
  commits.onRollback(() => storage.rolledBack());
  const { forItems, forTables } = tablesOf(storage);
  let isClosing = false;

  const operations: Readonly<Record<string, (input: RequestInput) => object>> = {
    GetItem: (input) => getItem(input, forItems),
    PutItem: (input) => putItem(input, forItems),
    UpdateItem: (input) => updateItem(input, forItems),
    DeleteItem: (input) => deleteItem(input, forItems),
    Query: (input) => query(input, forItems),
    Scan: (input) => scan(input, forItems),
    BatchGetItem: (input) => batchGetItem(input, forItems),
    BatchWriteItem: (input) => batchWriteItem(input, forItems),
    CreateTable: (input) => createTable(input, storage),
    UpdateTable: (input) => updateTable(input, forTables, storage),
    DescribeTable: (input) => describeTable(input, forTables),
    DeleteTable: (input) => deleteTable(input, forTables, storage),
    ListTables: (input) => listTables(input, storage),
  };

  const call = async (operation: string, input: RequestInput): Promise<object> => {
    if (isClosing)
      throw new AwsServiceError('ServiceUnavailable', 'DynamoDB is closing. Try again once it is running.', 503);
    if (operation === 'GetItemWhen') return getItemWhen(input, { tableOf: forItems, unsynced, signals });
    if (operation === 'UpdateItemDeferred') return commits.commit(() => updateItem(input, forItems));
    if (operation === 'GetItem') return getOne(input);
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined)
      throw new AwsServiceError(
        'UnknownOperationException',
        `DynamoDB on this machine does not support ${operation}. It supports ${Object.keys(operations).join(', ')}.`,
      );
    return READS.has(operation) ? unsynced.read(() => run(input)) : commits.run(() => run(input));
  };
  const getOne = (input: RequestInput): Promise<object> => {
    let item = '';
    const read = () =>
      getItem(input, forItems, (table, key) => {
        item = signalOf(table, key);
      });
    return unsynced.read(read, () => item);
  };

  return {
    targetPrefix: TARGET_PREFIX,
    call,
    ensureTable: (name, spec) => ensureTable(name, spec, call),
    async close() {
      isClosing = true;
      signals.close();
      await commits.durable();
    },
  };
}
