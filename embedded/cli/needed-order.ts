import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { namedSubscription } from '../../core/order/order-subscription.ts';

/**
 * Finds the file that must be sent before an order: it lies in the same folder, and its new order gives its subscription the
 * number that this order names.
 *
 * @param file path of the order
 * @returns its path, written as that of the order; undefined if there is none
 */
export async function neededOrder(file: string, order: JsonObject): Promise<string | undefined> {
  const { names = [], newNumber } = namedSubscription(order) ?? {};
  if (newNumber !== undefined) return undefined;
  const folder = dirname(file);
  const others = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  for (const name of others) {
    const created = await newNumberIn(join(folder, name));
    if (created !== undefined && names.includes(created)) return relative('', join(folder, name));
  }
  return undefined;
}

async function newNumberIn(file: string): Promise<string | undefined> {
  try {
    const order: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isJsonObject(order) ? namedSubscription(order)?.newNumber : undefined;
  } catch {
    return undefined;
  }
}
