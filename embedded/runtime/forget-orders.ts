import type { DatabaseSync } from 'node:sqlite';
import type { PublishedEvent } from '../eventbridge/event.ts';
import type { Store } from '../sqlite/store.ts';
import { rowKeys } from '../step-functions/journal/journal-tables.ts';

/** Type of the event that says that the personal data of an order was replaced in the table. */
const ERASED = 'order.erased';

/** Removes what this machine keeps of erased orders besides their items: events and executions that may quote them. */
export interface ForgetOrders {
  /** Call it with every event that was published. */
  onEvent(event: Pick<PublishedEvent, 'detail-type' | 'detail'>): void;
  /** Removes again what a crash may have left. */
  start(): void;
  /** Waits for what is running. */
  close(): Promise<void>;
}

/** How long to wait for more orders, so that the file is cleaned once for all of them, in milliseconds. */
const GATHER_MS = 500;

/**
 * Creates the removal. AWS keeps no events, and executions for at most 90 days after their end. Here both are files like the orders,
 * and go at once.
 */
export function createForgetOrders(store: Store): ForgetOrders {
  const { database } = store;
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  const forget = async (orderIds: readonly string[]): Promise<void> => {
    const ids = new Set(orderIds);
    await removeEvents(store, ids);
    await removeExecutions(store, ids);
    await outsideTransaction(database, () => {
      // Deleted content is zeros by now (`secure_delete`); only the log still has it.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    });
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const orderIds = [...waiting];
    waiting.clear();
    if (orderIds.length === 0) return;
    running = running
      .then(() => forget(orderIds))
      .catch((error: unknown) => {
        if (!isClosed)
          process.emitWarning(`Erased orders were not removed everywhere; the next start does it: ${error}`);
      });
  };

  return {
    onEvent({ 'detail-type': type, detail }) {
      const { orderId } = detail as { readonly orderId?: unknown };
      if (type !== ERASED || typeof orderId !== 'string' || isClosed) return;
      waiting.add(orderId);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    start() {
      for (const orderId of erasedOrders(database)) waiting.add(orderId);
      flush();
    },
    async close() {
      flush();
      isClosed = true;
      await running;
    },
  };
}

function erasedOrders(database: DatabaseSync): readonly string[] {
  const rows = database.prepare('SELECT event FROM events WHERE instr(event, ?) > 0').all(`"${ERASED}"`);
  const events = rows.map(({ event }) => JSON.parse(String(event)) as PublishedEvent);
  return events.flatMap(({ 'detail-type': type, detail }) => (type === ERASED ? String(detail.orderId) : []));
}

/** Rows that are looked at in one turn, so that nothing else waits long. */
const ROWS_AT_ONCE = 1_000;

const ORDER_ID = /order-[0-9a-f]{32}/g;

/**
 * Goes through the rows of a table and removes those that belong to one of the orders.
 *
 * @param select rows after `:after`, in the order of their `key`, with the `text` that names their order
 */
async function removeRows(
  { database, commits }: Store,
  orderIds: ReadonlySet<string>,
  { select, remove }: { readonly select: string; remove(key: number): void },
): Promise<void> {
  const statement = database.prepare(`${select} LIMIT ${ROWS_AT_ONCE}`);
  for (let after: number | undefined = -1; after !== undefined; ) {
    const from: number = after;
    after = await commits.run(() => {
      const rows = statement.all({ after: from });
      for (const { key, text } of rows)
        if ([...String(text).matchAll(ORDER_ID)].some(([id]) => orderIds.has(id))) remove(Number(key));
      return rows.length < ROWS_AT_ONCE ? undefined : Number(rows.at(-1)?.key);
    });
  }
}

/** Removes events, except those that say that an order was erased and those that are still being delivered. */
async function removeEvents(store: Store, orderIds: ReadonlySet<string>): Promise<void> {
  const remove = store.database.prepare('DELETE FROM events WHERE seq = ?');
  await removeRows(store, orderIds, {
    select: `SELECT seq AS key, event AS text FROM events WHERE seq > :after AND instr(event, '"${ERASED}"') = 0
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.seq = events.seq AND state = 'pending') ORDER BY seq`,
    remove: (seq) => void remove.run(seq),
  });
}

/** Removes executions that have ended. Those of runs, heals and undos name the order, those of deliveries have it in their input. */
async function removeExecutions(store: Store, orderIds: ReadonlySet<string>): Promise<void> {
  const { database } = store;
  const runningHistory = database.prepare('DELETE FROM running_history WHERE key BETWEEN ? AND ?');
  const history = database.prepare('DELETE FROM histories WHERE execution = ?');
  const execution = database.prepare('DELETE FROM executions WHERE seq = ?');
  await removeRows(store, orderIds, {
    select: `SELECT seq AS key, name || input AS text FROM executions WHERE seq > :after AND stopped_at IS NOT NULL ORDER BY seq`,
    remove(seq) {
      runningHistory.run(...rowKeys(seq));
      history.run(seq);
      execution.run(seq);
    },
  });
}

/** The groups of the commits last a turn of the event loop. */
async function outsideTransaction(database: DatabaseSync, run: () => void): Promise<void> {
  while (database.isTransaction) await new Promise((resolve) => setImmediate(resolve));
  run();
}
