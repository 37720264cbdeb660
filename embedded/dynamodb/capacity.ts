import { type Item, sizeOfItem } from './attribute-value.ts';
import type { RequestInput } from './request.ts';
import type { TableDefinition } from './table-definition.ts';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/**
 * Returns the `ConsumedCapacity` of a read, if requested: half a unit per 4 KB, a whole one for a consistent read.
 *
 * Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations".
 */
export function readCapacity(input: RequestInput, table: TableDefinition, items: readonly Item[]): object {
  if (!wantsCapacity(input)) return {};
  const bytes = items.reduce((sum, item) => sum + sizeOfItem(item), 0);
  return consumedCapacity(input, table, readUnits(bytes, input.ConsistentRead === true));
}

/** Returns the read units for a number of bytes. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

/** Returns the `ConsumedCapacity` of a write, if requested: a unit per KB of the old or the new item, whichever is larger. */
export function writeCapacity(
  input: RequestInput,
  table: TableDefinition,
  items: readonly (Item | undefined)[],
): object {
  if (!wantsCapacity(input)) return {};
  const bytes = Math.max(...items.map((item) => (item === undefined ? 0 : sizeOfItem(item))));
  return consumedCapacity(input, table, Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)));
}

/** Returns the `ConsumedCapacity` of a number of units, if requested. */
export function consumedCapacity(input: RequestInput, table: TableDefinition, units: number): object {
  return wantsCapacity(input) ? { ConsumedCapacity: capacityOf(input, table, units) } : {};
}

/** Returns one entry of `ConsumedCapacity`. */
export function capacityOf(input: RequestInput, { name }: TableDefinition, units: number): object {
  return {
    TableName: name,
    CapacityUnits: units,
    ...(input.ReturnConsumedCapacity === 'INDEXES' && { Table: { CapacityUnits: units } }),
  };
}

/** Returns whether a request asks for its consumed capacity. */
export function wantsCapacity({ ReturnConsumedCapacity }: RequestInput): boolean {
  return ReturnConsumedCapacity === 'TOTAL' || ReturnConsumedCapacity === 'INDEXES';
}
