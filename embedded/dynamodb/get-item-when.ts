import { type ExpressionInput, requestExpressions } from './expressions/request-expressions.ts';
import { projected, type TableOf } from './item-operations.ts';
import { COMMON_PARAMETERS, checkParameters, invalid, type RequestInput } from './request.ts';
import { keyText, type StoredKey } from './stored-key.ts';
import { findItem } from './table.ts';
import type { UnsyncedItems } from './unsynced-items.ts';
import type { WriteSignals } from './write-signals.ts';

/** Longest time that a request waits, in milliseconds. */
const MAX_WAIT_MS = 30_000;

interface Waiting {
  readonly tableOf: TableOf;
  readonly unsynced: Pick<UnsyncedItems, 'read'>;
  readonly signals: WriteSignals;
}

/**
 * Runs GetItemWhen, an operation of this machine only: GetItem that answers as soon as the item meets a
 * `ConditionExpression`, or after `WaitMilliseconds` with the item as it is.
 *
 * @throws AwsServiceError ValidationException: a parameter is missing or invalid
 */
export async function getItemWhen(input: RequestInput, { tableOf, unsynced, signals }: Waiting): Promise<object> {
  checkParameters(input, {
    ...COMMON_PARAMETERS,
    Key: 'object',
    ProjectionExpression: 'string',
    ConditionExpression: 'string',
    WaitMilliseconds: 'number',
  });
  const ms = Number(input.WaitMilliseconds);
  if (!(ms >= 0 && ms <= MAX_WAIT_MS)) throw invalid(`WaitMilliseconds must be a number from 0 to ${MAX_WAIT_MS}`);
  const { condition, projection, checkAllUsed } = requestExpressions(input as ExpressionInput);
  checkAllUsed();
  if (condition === undefined) throw invalid('ConditionExpression must be specified in the request');

  const table = tableOf(input.TableName);
  const { key } = findItem(table, input.Key);
  const signal = signalOf(table.definition.name, key);
  const read = () =>
    unsynced.read(
      () => findItem(table, input.Key),
      () => signal,
    );
  const deadline = performance.now() + ms;
  for (;;) {
    let found: Awaited<ReturnType<typeof findItem>>['item'];
    let isOver = false;
    await signals.wait(signal, Math.max(0, deadline - performance.now()), async () => {
      ({ item: found } = await read());
      isOver = condition.matches(found ?? {}) || performance.now() >= deadline || signals.isClosed();
      return isOver;
    });
    if (isOver) return found === undefined ? {} : { Item: projected(found, projection) };
  }
}

/** Returns the key of an item among those of all tables. */
export function signalOf(table: string, key: StoredKey): string {
  return `${table} ${keyText(key)}`;
}
