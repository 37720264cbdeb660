import { randomBytes } from 'node:crypto';
import { dayShardOf } from '../core/order/order-keys.ts';
import { openDynamoDb } from '../embedded/dynamodb/dynamodb.ts';
import { openStore } from '../embedded/sqlite/store.ts';

/** An item of the order table in wire format. */
type Item = Readonly<Record<string, { readonly S?: string } & Readonly<Record<string, unknown>>>>;

const PUTS_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/**
 * Adds complete orders to a store by copying those that it holds, with new ids and days of submission: 1,000 on each day
 * before today. The system must be stopped.
 *
 * @param file the store
 * @returns the ids of the new orders
 */
export async function fillStore(file: string, orders: number): Promise<readonly string[]> {
  const store = openStore(file);
  const dynamo = openDynamoDb(store);
  try {
    const { TableNames = [] } = (await dynamo.call('ListTables', {})) as { TableNames?: string[] };
    const [TableName = ''] = TableNames;
    const samples = samplesOf((await dynamo.call('Scan', { TableName })) as { readonly Items: readonly Item[] });
    const ids: string[] = [];
    let puts: Promise<unknown>[] = [];
    for (let order = 0; order < orders; order += 1) {
      const sample = samples[order % samples.length];
      if (sample === undefined) throw new Error('Expected complete orders to copy, found none.');
      const id = `order-${randomBytes(16).toString('hex')}`;
      const day = new Date(Date.now() - (1 + Math.floor(order / 1_000)) * DAY_MS).toISOString().slice(0, 10);
      ids.push(id);
      puts.push(...copyOf(sample, id, day).map((Item) => dynamo.call('PutItem', { TableName, Item })));
      if (puts.length < PUTS_AT_ONCE) continue;
      await Promise.all(puts);
      puts = [];
    }
    await Promise.all(puts);
    return ids;
  } finally {
    await dynamo.close();
    await store.close();
  }
}

/** Groups the items of complete orders. */
function samplesOf({ Items }: { readonly Items: readonly Item[] }): readonly (readonly Item[])[] {
  const byOrder = [...Map.groupBy(Items, ({ pk }) => pk?.S ?? '').values()];
  return byOrder.filter((items) => items.some(({ sk, status }) => sk?.S === 'order' && status?.S === 'complete'));
}

function copyOf(items: readonly Item[], id: string, day: string): readonly Item[] {
  const [{ pk } = {}] = items;
  const { createdAt } = items.find(({ sk }) => sk?.S === 'order') ?? {};
  const text = JSON.stringify(items)
    .replaceAll(pk?.S ?? '', id)
    .replaceAll(createdAt?.S?.slice(0, 10) ?? '', day);
  return (JSON.parse(text) as Item[]).map((item) =>
    item.dayShard === undefined ? item : { ...item, dayShard: { S: dayShardOf(day, id) } },
  );
}
