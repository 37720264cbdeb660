import type { ReleaseEvent } from '../../blueprint/wire/park-event.ts';
import { type ConnectionSettingsByName, connectionSettingsOf } from '../../core/connections/connection-settings.ts';
import { type ConnectionState, connectionStatusOf } from '../../core/connections/connection-state.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { ParkedOrder, ParkedOrders } from '../order-store/parking.ts';
import type { ConnectionStore } from './connection-store.ts';
import { type ReleasePorts, restartRelease } from './release-execution.ts';
import { type ReleaseOrderPorts, releaseOrder } from './release-order.ts';

/** Dependencies of releasing the orders of a connection. */
export interface ReleaseOrdersPorts extends ReleasePorts, ReleaseOrderPorts {
  readonly connections: Pick<ConnectionStore, 'get' | 'change'>;
  readonly settings: ConnectionSettingsByName;
  readonly orders: Pick<OrderStore, 'get' | 'release' | 'markPublished'>;
  readonly parkedOrders: ParkedOrders;
  /** From 0 to 1. */
  random(): number;
}

/** Nothing can be released yet. The state machine waits for the seconds in the message and asks again. */
export class ReleasePostponed extends Error {
  override readonly name = 'ReleasePostponed';

  constructor(seconds: number) {
    super(JSON.stringify({ seconds: Math.max(1, Math.ceil(seconds)) }));
  }
}

/** How many orders a run of the function released. */
export interface ReleaseReport {
  readonly released: number;
}

/** Seconds between two releases while orders wait for nothing else. */
const PACE_SECONDS = 8;

/** Seconds until orders that wait for their turn may continue. */
const TURN_SECONDS = 2;

/** The longest time until the function looks again, e.g. for what an operator did. */
const LONGEST_WAIT_SECONDS = 60;

/** How often to look whether the order that tries a connection has ended. */
const TRY_SECONDS = 2;

/** The index shows an order this long after its connection was marked. */
const INDEX_LAG_MS = 60_000;

/** An execution has room for 25,000 events. Source: Step Functions Developer Guide, "Service quotas". */
const MAX_TICKS = 2_000;

/** How many parked orders of other connections and of later times are examined at most. */
const MAX_EXAMINED = 5_000;

/**
 * Creates the function that releases the parked orders of one connection.
 *
 * - Open: one order, the one that was parked least often, tries the connection each time it is due.
 * - Closed: as many as the pace allows, oldest first, and no earlier than their own next try.
 *
 * @throws ReleasePostponed orders are parked; look again after the seconds in the message
 */
export function createReleaseOrders(ports: ReleaseOrdersPorts): (event: ReleaseEvent) => Promise<ReleaseReport> {
  return async ({ connection, since, ticks }) => {
    const state = await ports.connections.get(connection);
    // Another execution has taken over.
    if (state.releasing?.since !== since) return { released: 0 };
    if (ticks >= MAX_TICKS) {
      await restartRelease(connection, ports);
      return { released: 0 };
    }
    if (connectionStatusOf(state, ports.now()) === 'closed') return releaseAtPace(connection, state, ports);
    return tryOne(connection, state, ports);
  };
}

async function releaseAtPace(
  connection: string,
  state: ConnectionState,
  ports: ReleaseOrdersPorts,
): Promise<ReleaseReport> {
  const { releasePerMinute, concurrency } = connectionSettingsOf(ports.settings, connection);
  const atPace = Math.max(1, Math.round((releasePerMinute * PACE_SECONDS) / 60));
  // Orders that wait for their turn continue as others end, however slow the pace after an outage is.
  const free = concurrency === undefined ? 0 : concurrency - (await ports.parkedOrders.countRunning());
  const count = Math.max(atPace, free);
  const now = ports.now().toISOString();
  const due: ParkedOrder[] = [];
  let next: string | undefined;
  for await (const parked of ofConnection(connection, ports.parkedOrders)) {
    const { notBefore = now } = parked.parked;
    if (notBefore <= now) due.push(parked);
    else if (next === undefined || notBefore < next) next = notBefore;
    if (due.length > count) break;
  }
  const batch = due.slice(0, count);
  for (const { id } of batch) await release(id, connection, ports);
  if (due.length > count) {
    const seconds = concurrency === undefined ? (60 * count) / releasePerMinute : TURN_SECONDS;
    throw new ReleasePostponed(seconds * (0.75 + ports.random() / 2));
  }
  if (next !== undefined) throw new ReleasePostponed(Math.min(secondsUntil(next, ports), LONGEST_WAIT_SECONDS));
  if (batch.length > 0) throw new ReleasePostponed(PACE_SECONDS);
  return endIfIdle(connection, state, ports);
}

async function tryOne(connection: string, state: ConnectionState, ports: ReleaseOrdersPorts): Promise<ReleaseReport> {
  if (connectionStatusOf(state, ports.now()) === 'trying') throw new ReleasePostponed(TRY_SECONDS);
  const { nextTryAt } = state.breaker ?? {};
  const seconds = nextTryAt === undefined ? LONGEST_WAIT_SECONDS : secondsUntil(nextTryAt, ports);
  if (seconds > 0) throw new ReleasePostponed(Math.min(seconds, LONGEST_WAIT_SECONDS));
  let chosen: ParkedOrder | undefined;
  for await (const parked of ofConnection(connection, ports.parkedOrders)) {
    if (chosen === undefined || parked.parked.times < chosen.parked.times) chosen = parked;
    if (chosen.parked.times === 1) break;
  }
  if (chosen === undefined) return endIfIdle(connection, state, ports);
  await release(chosen.id, connection, ports);
  throw new ReleasePostponed(TRY_SECONDS);
}

/** Ends the execution if no order is parked, and none has been for a while: the index may lag behind. */
async function endIfIdle(
  connection: string,
  { releasing }: ConnectionState,
  { connections, now }: ReleaseOrdersPorts,
): Promise<ReleaseReport> {
  const parkedAt = releasing?.parkedAt ?? '';
  const idleMs = now().getTime() - Date.parse(parkedAt);
  if (idleMs < INDEX_LAG_MS) throw new ReleasePostponed((INDEX_LAG_MS - idleMs) / 1000);
  const after = await connections.change(connection, (found) => {
    if (found.releasing?.since !== releasing?.since || found.releasing?.parkedAt !== parkedAt) return found;
    const { releasing: _, ...idle } = found;
    return idle;
  });
  if (after.releasing?.since === releasing?.since) throw new ReleasePostponed(PACE_SECONDS);
  return { released: 0 };
}

async function release(id: string, connection: string, ports: ReleaseOrdersPorts): Promise<void> {
  const order = await ports.orders.get(id);
  if (order?.parked?.connection === connection) await releaseOrder(order, { by: 'connection' }, ports);
}

/** Returns the parked orders of one connection, oldest first. */
async function* ofConnection(connection: string, { oldestFirst }: ParkedOrders): AsyncGenerator<ParkedOrder, void> {
  let examined = 0;
  for await (const order of oldestFirst()) {
    if (order.parked.connection === connection) yield order;
    examined += 1;
    if (examined === MAX_EXAMINED) return;
  }
}

function secondsUntil(instant: string, { now }: Pick<ReleaseOrdersPorts, 'now'>): number {
  return (Date.parse(instant) - now().getTime()) / 1000;
}
