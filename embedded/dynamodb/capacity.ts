import { type Item, sizeOfItem } from './attribute-value.ts';
import type { RequestInput } from './request.ts';
import type { TableDefinition } from './table-definition.ts';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/**
 * The `ConsumedCapacity` of a read, if the request asks for it: half a unit per 4 KB, a whole one for a consistent read.
 *
 * Source: Amazon DynamoDB Developer Guide, "DynamoDB read and write operations".
 */
export function readCapacity(input: RequestInput, table: TableDefinition, items: readonly Item[]): object {
  if (!isWanted(input)) return {};
  const bytes = items.reduce((sum, item) => sum + sizeOfItem(item), 0);
  return answered(input, table, readUnits(bytes, input.ConsistentRead === true));
}

/** Read units of some bytes. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}

/** The `ConsumedCapacity` of a write, if the request asks for it: a unit per KB of the larger of old and new item. */
export function writeCapacity(
  input: RequestInput,
  table: TableDefinition,
  items: readonly (Item | undefined)[],
): object {
  if (!isWanted(input)) return {};
  const bytes = Math.max(...items.map((item) => (item === undefined ? 0 : sizeOfItem(item))));
  return answered(input, table, Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)));
}

/** The `ConsumedCapacity` of some units, if the request asks for it. */
export function answered(input: RequestInput, table: TableDefinition, units: number): object {
  return isWanted(input) ? { ConsumedCapacity: capacityOf(input, table, units) } : {};
}

/** One entry of `ConsumedCapacity`. */
export function capacityOf(input: RequestInput, { name }: TableDefinition, units: number): object {
  return {
    TableName: name,
    CapacityUnits: units,
    ...(input.ReturnConsumedCapacity === 'INDEXES' && { Table: { CapacityUnits: units } }),
  };
}

/** Returns whether a request asks for its capacity. */
export function isWanted({ ReturnConsumedCapacity }: RequestInput): boolean {
  return ReturnConsumedCapacity === 'TOTAL' || ReturnConsumedCapacity === 'INDEXES';
}
