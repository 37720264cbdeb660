import type { MetricKey, SWEEPER_METRICS } from '../../blueprint/metrics.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { type ReleasePorts, restartRelease } from '../connections/release-execution.ts';
import type { ParkedOrders } from '../order-store/parking.ts';
import type { PublishMetrics } from '../runtime/metrics.ts';

/** Dependencies of watching connections. */
export interface WatchConnectionsPorts extends ReleasePorts {
  readonly connections: Pick<ConnectionStore, 'list' | 'change'>;
  readonly parkedOrders: ParkedOrders;
  readonly publish: PublishMetrics<MetricKey<typeof SWEEPER_METRICS>>;
  /** Called with an error; the next sweep tries again. */
  onError(message: string, error: unknown): void;
}

/** The most parked orders that are counted. */
const MAX_COUNTED = 5_000;

/**
 * Creates the function that starts the releases that a crash or an operator ended, and publishes how long connections are open and
 * orders parked. While nothing fails, it makes one query. It never throws.
 */
export function createWatchConnections(ports: WatchConnectionsPorts): () => Promise<void> {
  const { connections, publish, onError, now } = ports;

  const keepRunning = async (name: string, since: string): Promise<void> => {
    if (!(await ports.startRelease(name, since))) await restartRelease(name, ports);
  };

  const measure = async (openSince: readonly string[]): Promise<void> => {
    let parked = 0;
    let oldest: string | undefined;
    for await (const order of ports.parkedOrders.oldestFirst()) {
      if (oldest === undefined || order.parked.since < oldest) oldest = order.parked.since;
      parked += 1;
      if (parked === MAX_COUNTED) break;
    }
    publish({ parked, oldestParked: ageOf(oldest, now()), connectionOpen: ageOf(openSince.toSorted()[0], now()) });
  };

  const attempt = (doing: string, task: Promise<void>): Promise<void> =>
    task.catch((error: unknown) => onError(`Could not ${doing}`, error));

  return () =>
    attempt(
      'read the connections',
      (async () => {
        const states = [...(await connections.list())];
        for (const [name, { releasing }] of states)
          if (releasing !== undefined)
            await attempt(`start the release of connection ${name}`, keepRunning(name, releasing.since));
        const openSince = states.flatMap(([, { breaker }]) => (breaker === undefined ? [] : [breaker.openedAt]));
        const isQuiet = openSince.length === 0 && states.every(([, { releasing }]) => releasing === undefined);
        if (!isQuiet) await attempt('measure parked orders', measure(openSince));
      })(),
    );
}

function ageOf(since: string | undefined, now: Date): number {
  return since === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(since)) / 1000);
}
