import { createHash } from 'node:crypto';
import type { ReleaseEvent } from '../../blueprint/wire/park-event.ts';
import type { ConnectionState } from '../../core/connections/connection-state.ts';
import { RELEASE_MACHINE } from '../../core/sequence/service-machines.ts';
import type { StartStateMachine } from '../step-functions.ts';
import type { ConnectionStore } from './connection-store.ts';

/**
 * Starts the execution that releases the parked orders of a connection. Starting it again has no effect.
 *
 * @param since when the connection began to have parked orders; ISO 8601
 * @returns false if that execution has ended
 */
export type StartRelease = (connection: string, since: string) => Promise<boolean>;

/** Creates the function that starts releases. Their input is described in `state-machines/release-parked.ts`. */
export function createStartRelease(start: StartStateMachine): StartRelease {
  return (connection, since) => {
    const input: ReleaseEvent = { connection, since, ticks: 0 };
    return start(RELEASE_MACHINE, releaseExecutionNameOf(connection, since), input);
  };
}

/** Returns the name of an execution: names allow neither colons nor the dots of a host. */
function releaseExecutionNameOf(connection: string, since: string): string {
  const hash = createHash('sha256').update(connection).digest('hex').slice(0, 16);
  return `release-${hash}-${since.replaceAll(/\W/g, '')}`;
}

/** Dependencies of keeping a release running. */
export interface ReleasePorts {
  readonly connections: Pick<ConnectionStore, 'change'>;
  readonly startRelease: StartRelease;
  now(): Date;
}

/** How old the mark of the latest parking may get while orders are parked, so that a burst of them makes few writes. */
const MARK_MS = 10_000;

/**
 * Marks a connection as having parked orders, before one is parked: from then on an execution releases them, or the sweeper starts it.
 *
 * @returns the state of the connection, and the start of the execution if it has to be started
 */
export async function markParked(
  connection: string,
  { connections, now }: Pick<ReleasePorts, 'connections' | 'now'>,
): Promise<{ readonly state: ConnectionState; readonly starts: string | undefined }> {
  const at = now().toISOString();
  let starts: string | undefined;
  const state = await connections.change(connection, (found) => {
    const { releasing } = found;
    starts = releasing === undefined ? at : undefined;
    if (releasing === undefined) return { ...found, releasing: { since: at, parkedAt: at } };
    const isFresh = now().getTime() - Date.parse(releasing.parkedAt) < MARK_MS;
    return isFresh ? found : { ...found, releasing: { ...releasing, parkedAt: at } };
  });
  return { state, starts };
}

/** Starts a release in place of one that ended or that waits; the latter ends when it next looks. */
export async function restartRelease(
  connection: string,
  { connections, startRelease, now }: ReleasePorts,
): Promise<void> {
  const since = now().toISOString();
  const { releasing } = await connections.change(connection, (found) =>
    found.releasing === undefined ? found : { ...found, releasing: { ...found.releasing, since } },
  );
  if (releasing?.since === since) await startRelease(connection, since);
}
