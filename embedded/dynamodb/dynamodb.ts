import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TableSpec } from '../../blueprint/table.ts';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import { createLogSync } from '../sqlite/disk-sync.ts';
import { createGroupCommit } from '../sqlite/group-commit.ts';
import { batchGetItem, batchWriteItem } from './batch-operations.ts';
import { ensureTable } from './ensure-table.ts';
import { deleteItem, getItem, putItem, updateItem } from './item-operations.ts';
import { query, scan } from './read-operations.ts';
import type { RequestInput } from './request.ts';
import { openStorage } from './storage.ts';
import { createTable, deleteTable, describeTable, listTables, tablesOf } from './table-operations.ts';

/** DynamoDB in one SQLite file. */
export interface DynamoDb extends AwsService {
  /**
   * Creates the table if it is missing.
   *
   * @throws TableMismatch a table of that name has other keys or lacks an index
   */
  ensureTable(name: string, spec: TableSpec): Promise<void>;
  /** Waits for running operations and closes the file. */
  close(): Promise<void>;
}

/** The prefix of `X-Amz-Target` in a DynamoDB request. */
const TARGET_PREFIX = 'DynamoDB_20120810';

/**
 * Opens DynamoDB in a SQLite file. Only one process may open it at a time.
 *
 * Supports the operations that this project uses, with expressions; rejects everything else by name. An acknowledged write
 * is on disk.
 *
 * @param file path of the database file, created with its folder if missing; `:memory:` for none
 */
export function openDynamoDb(file: string): DynamoDb {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const storage = openStorage(file);
  const group = createGroupCommit(storage.database, createLogSync(file));
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
    DescribeTable: (input) => describeTable(input, forTables),
    DeleteTable: (input) => deleteTable(input, forTables, storage),
    ListTables: (input) => listTables(input, storage),
  };

  const call = async (operation: string, input: RequestInput): Promise<object> => {
    if (isClosing)
      throw new AwsServiceError('ServiceUnavailable', 'DynamoDB is closing. Try again once it is running.', 503);
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (run === undefined)
      throw new AwsServiceError(
        'UnknownOperationException',
        `DynamoDB on this machine does not support ${operation}. It supports ${Object.keys(operations).join(', ')}.`,
      );
    return group.run(() => run(input));
  };

  return {
    targetPrefix: TARGET_PREFIX,
    call,
    ensureTable: (name, spec) => ensureTable(name, spec, call),
    async close() {
      if (isClosing) return;
      isClosing = true;
      await group.close();
      storage.close();
    },
  };
}
