import type { ConnectionSettings } from './connection-settings.ts';

/** What an operator can do to a connection. */
export const CONNECTION_ACTIONS = ['open', 'close', 'try'] as const;

/** An action of an operator on a connection: who, when and why. */
export interface ConnectionAction {
  readonly action: (typeof CONNECTION_ACTIONS)[number];
  /** Client or subject of the token. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** The circuit breaker of a connection that is open or being tried. */
export interface OpenBreaker {
  /** ISO 8601. */
  readonly openedAt: string;
  readonly openedBy: 'outages' | 'operator';
  /** When one order may try the connection, ISO 8601. Absent if an operator opened it: it stays open until an operator acts. */
  readonly nextTryAt?: string;
  /** How often it has opened since it was last closed, from 1. */
  readonly openings: number;
  /** The order that tries the connection, and until when no other may. */
  readonly trying?: { readonly orderId: string; readonly until: string };
}

/** The state of a connection. One that never had an outage has none, or an empty one. */
export interface ConnectionState {
  /** Absent while the connection is closed: orders call the partner. */
  readonly breaker?: OpenBreaker;
  /** Consecutive outages of a closed connection. */
  readonly outages?: { readonly since: string; readonly count: number };
  readonly lastOutage?: { readonly at: string; readonly code: string };
  /** When the connection last closed, ISO 8601. */
  readonly recoveredAt?: string;
  /**
   * The execution that releases the orders parked for the connection: when it started, and when an order was parked lately. ISO 8601.
   * Absent if none is parked.
   */
  readonly releasing?: { readonly since: string; readonly parkedAt: string };
  /** The latest operator actions, oldest first. */
  readonly operations?: readonly ConnectionAction[];
}

/** An outage as one attempt met it. */
export interface Outage {
  readonly orderId: string;
  readonly code: string;
}

/** Whether an order may call the partner now. */
export type CallAdmission =
  | { readonly kind: 'call' }
  | { readonly kind: 'wait' }
  /** The call tries the connection. Store `next` first: it keeps other orders from calling. */
  | { readonly kind: 'try'; readonly next: ConnectionState };

/** Outages count as consecutive within this time. */
export const OUTAGE_WINDOW_MS = 60_000;

/** The longest time between two tries, unless the tenant's first one is longer. */
export const LONGEST_TRY_SECONDS = 300;

const MAX_OPERATIONS = 20;

/** Returns the status of a connection as people see it. */
export function connectionStatusOf({ breaker }: ConnectionState, now: Date): 'closed' | 'open' | 'trying' {
  if (breaker === undefined) return 'closed';
  return isTrying(breaker, now) ? 'trying' : 'open';
}

/** Decides whether an order may call the partner. @param tryMs how long its call may take */
export function admitCall(state: ConnectionState, orderId: string, now: Date, tryMs: number): CallAdmission {
  const { breaker } = state;
  if (breaker === undefined) return { kind: 'call' };
  if (isTrying(breaker, now)) return { kind: breaker.trying?.orderId === orderId ? 'call' : 'wait' };
  if (breaker.nextTryAt === undefined || breaker.nextTryAt > now.toISOString()) return { kind: 'wait' };
  const trying = { orderId, until: after(now, tryMs) };
  return { kind: 'try', next: { ...state, breaker: { ...breaker, trying } } };
}

/** Returns the state after an outage. Opens the connection if it was the last of too many, or the try failed. */
export function afterOutage(
  state: ConnectionState,
  { orderId, code }: Outage,
  { openAfterOutages, tryAfterSeconds }: ConnectionSettings,
  now: Date,
): ConnectionState {
  const at = now.toISOString();
  const lastOutage = { at, code };
  const { breaker, outages, ...rest } = state;
  if (breaker !== undefined) {
    // Nothing new, and a burst of outages must not contend for the item.
    if (breaker.trying?.orderId !== orderId) return state;
    const { trying: _, ...open } = breaker;
    const openings = breaker.openings + 1;
    return { ...state, lastOutage, breaker: { ...open, ...nextTry(openings, tryAfterSeconds, now), openings } };
  }
  const current = outages !== undefined && at < after(new Date(outages.since), OUTAGE_WINDOW_MS) ? outages : undefined;
  const count = (current?.count ?? 0) + 1;
  if (count < openAfterOutages) return { ...rest, lastOutage, outages: { since: current?.since ?? at, count } };
  return {
    ...rest,
    lastOutage,
    breaker: { openedAt: at, openedBy: 'outages', ...nextTry(1, tryAfterSeconds, now), openings: 1 },
  };
}

/**
 * Returns the state after the partner answered an order; the same object if nothing changes. Only the order that tries an open
 * connection closes it: any other call may have begun before the outage.
 */
export function afterAnswer(state: ConnectionState, orderId: string, now: Date): ConnectionState {
  const { breaker, outages, ...rest } = state;
  if (breaker?.trying?.orderId === orderId) return { ...rest, recoveredAt: now.toISOString() };
  return breaker === undefined && outages !== undefined ? rest : state;
}

/** Returns the state after an operator's action. An action that changes nothing is not recorded again. */
export function afterAction(state: ConnectionState, action: ConnectionAction): ConnectionState {
  const changed = ACTIONS[action.action](state, action.at);
  if (changed === state) return state;
  return { ...changed, operations: [...(state.operations ?? []), action].slice(-MAX_OPERATIONS) };
}

const ACTIONS: Readonly<Record<ConnectionAction['action'], (state: ConnectionState, at: string) => ConnectionState>> = {
  open(state, at) {
    const { breaker, outages: _, ...rest } = state;
    if (breaker?.openedBy === 'operator' && breaker.nextTryAt === undefined) return state;
    return { ...rest, breaker: { openedAt: at, openedBy: 'operator', openings: 1 } };
  },
  close(state, at) {
    const { breaker, outages, ...rest } = state;
    return breaker === undefined && outages === undefined ? state : { ...rest, recoveredAt: at };
  },
  try(state, at) {
    const { breaker } = state;
    if (breaker === undefined || isTrying(breaker, new Date(at))) return state;
    return breaker.nextTryAt !== undefined && breaker.nextTryAt <= at
      ? state
      : { ...state, breaker: { ...breaker, nextTryAt: at } };
  },
};

function isTrying({ trying }: OpenBreaker, now: Date): boolean {
  return trying !== undefined && trying.until > now.toISOString();
}

function nextTry(openings: number, tryAfterSeconds: number, now: Date): Pick<OpenBreaker, 'nextTryAt'> {
  const longest = Math.max(tryAfterSeconds, LONGEST_TRY_SECONDS);
  return { nextTryAt: after(now, Math.min(tryAfterSeconds * 2 ** (openings - 1), longest) * 1000) };
}

function after(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}
