import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { type ConnectionSettingsByName, connectionSettingsOf } from '../../../core/connections/connection-settings.ts';
import {
  afterAction,
  type ConnectionAction,
  type ConnectionState,
  connectionStatusOf,
} from '../../../core/connections/connection-state.ts';
import type { Sequence } from '../../../core/sequence/sequence.ts';
import type { ConnectionStore } from '../../connections/connection-store.ts';
import { restartRelease, type StartRelease } from '../../connections/release-execution.ts';
import type { ParkedOrders } from '../../order-store/parking.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiRequest } from '../api-request.ts';
import { type AttributionPorts, attributionOf } from '../attribution.ts';

type ConnectionView = ResponseBody<'Connection'>;
type ConnectionDryRun = ResponseBody<'ConnectionDryRun'>;

/** Dependencies of the connection routes. */
export interface ConnectionPorts extends AttributionPorts {
  readonly connections: ConnectionStore;
  readonly settings: ConnectionSettingsByName;
  readonly parkedOrders: ParkedOrders;
  readonly startRelease: StartRelease;
  /** Returns the deployed sequences. */
  sequences(): Promise<readonly Sequence[]>;
  onError(message: string, error: unknown): void;
}

/** A request to a connection. */
interface ConnectionRequest extends Pick<ApiRequest, 'caller' | 'claims'> {
  readonly pathParameters: { readonly name: string };
  readonly body: { readonly reason: string };
}

/** The most parked orders that are counted. */
const MAX_COUNTED = 5_000;

/** Returns every connection, by name. */
export async function listConnections(ports: ConnectionPorts): Promise<{ readonly items: readonly ConnectionView[] }> {
  const states = await ports.connections.list();
  const names = await knownNames(states, ports);
  const parked = [...states.values()].some(({ releasing }) => releasing !== undefined)
    ? await countParked(ports.parkedOrders)
    : new Map<string, ParkedCount>();
  return { items: names.map((name) => connectionView(name, states.get(name) ?? {}, parked.get(name), ports)) };
}

/**
 * Opens, closes or tries a connection. A repeat changes nothing.
 *
 * @throws ApiProblem `connection-not-found`
 */
export async function changeConnection(
  action: ConnectionAction['action'],
  request: ConnectionRequest,
  ports: ConnectionPorts,
): Promise<ConnectionView> {
  const { name } = request.pathParameters;
  await knownState(name, ports);
  const { by, at, reason } = await attributionOf(request, request.body.reason, ports);
  const state = await ports.connections.change(name, (found) => afterAction(found, { action, by, at, reason }));
  // The release may wait for a minute before it looks again.
  if (action !== 'open' && state.releasing !== undefined)
    await restartRelease(name, ports).catch((error: unknown) => {
      ports.onError('Could not restart the release of parked orders; the sweeper will start it', error);
    });
  return connectionView(name, state, (await countParked(ports.parkedOrders)).get(name), ports);
}

/** A request that lets parked orders continue, or asks what it would do. */
interface ReleaseRequest extends ConnectionRequest {
  readonly body: { readonly reason: string; readonly dry_run: boolean };
}

/**
 * Closes or tries a connection, or says what that would do.
 *
 * @throws ApiProblem `connection-not-found`
 */
export async function releaseConnection(
  action: 'close' | 'try',
  request: ReleaseRequest,
  ports: ConnectionPorts,
): Promise<ConnectionView | ConnectionDryRun> {
  if (!request.body.dry_run) return changeConnection(action, request, ports);
  const { name } = request.pathParameters;
  const state = await knownState(name, ports);
  const attribution = await attributionOf(request, request.body.reason, ports);
  const changes = afterAction(state, { action, ...attribution }) !== state;
  const parked = (await countParked(ports.parkedOrders)).get(name);
  const count = parked?.count ?? 0;
  const orders = action === 'try' ? Math.min(count, 1) : count;
  const { releasePerMinute } = connectionSettingsOf(ports.settings, name);
  return {
    dry_run: true,
    action,
    connection: name,
    status: connectionStatusOf(state, ports.now()),
    changes,
    orders: changes ? orders : 0,
    first: changes ? (parked?.oldest ?? null) : null,
    minutes: changes && orders > 0 ? Math.ceil(orders / releasePerMinute) : null,
  };
}

/** @throws ApiProblem `connection-not-found` */
async function knownState(name: string, ports: ConnectionPorts): Promise<ConnectionState> {
  const states = await ports.connections.list();
  const names = await knownNames(states, ports);
  if (names.includes(name)) return states.get(name) ?? {};
  throw new ApiProblem(
    'connection-not-found',
    `No step with patience uses a connection ${JSON.stringify(name.slice(0, 64))}. The connections: ${names.join(', ') || 'none'}.`,
  );
}

interface ParkedCount {
  readonly count: number;
  readonly oldestSince: string;
  /** The order that was parked first. */
  readonly oldest: string;
}

async function countParked({ oldestFirst }: ParkedOrders): Promise<ReadonlyMap<string, ParkedCount>> {
  const counts = new Map<string, ParkedCount>();
  let counted = 0;
  for await (const { id, parked } of oldestFirst()) {
    const { count = 0, oldest = id, oldestSince = parked.since } = counts.get(parked.connection) ?? {};
    const since = parked.since < oldestSince ? parked.since : oldestSince;
    counts.set(parked.connection, { count: count + 1, oldestSince: since, oldest });
    counted += 1;
    if (counted === MAX_COUNTED) break;
  }
  return counts;
}

async function knownNames(
  states: ReadonlyMap<string, ConnectionState>,
  { sequences, settings }: Pick<ConnectionPorts, 'sequences' | 'settings'>,
): Promise<readonly string[]> {
  const used = (await sequences()).flatMap(({ steps }) => steps.flatMap(({ patience }) => patience?.connection ?? []));
  return [...new Set([...used, ...Object.keys(settings), ...states.keys()])].toSorted();
}

function connectionView(
  name: string,
  state: ConnectionState,
  parked: ParkedCount | undefined,
  { settings, now }: Pick<ConnectionPorts, 'settings' | 'now'>,
): ConnectionView {
  const { breaker, outages, lastOutage, recoveredAt, operations = [] } = state;
  const { openAfterOutages, tryAfterSeconds, releasePerMinute } = connectionSettingsOf(settings, name);
  return {
    name,
    status: connectionStatusOf(state, now()),
    since: breaker?.openedAt ?? recoveredAt ?? null,
    opened_by: breaker?.openedBy ?? null,
    next_try_at: breaker?.nextTryAt ?? null,
    tried_by: breaker?.trying?.orderId ?? null,
    outages: outages?.count ?? 0,
    last_outage: lastOutage ?? null,
    parked: { count: parked?.count ?? 0, oldest_since: parked?.oldestSince ?? null },
    settings: {
      open_after_outages: openAfterOutages,
      try_after_seconds: tryAfterSeconds,
      release_per_minute: releasePerMinute,
    },
    operations: operations.map(({ action, by, at, reason }) => ({ action, by, at, reason })),
  };
}
