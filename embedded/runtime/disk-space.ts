import { statfsSync } from 'node:fs';
import { API_PROBLEMS, RETRY_AFTER_SECONDS } from '../../blueprint/routes/api-problems.ts';
import type { RouteSpec } from '../../blueprint/routes/define-route.ts';
import type { Refusal } from '../http-api/request-listener.ts';

/** Options of {@link refuseWithoutSpace}. */
export interface DiskSpaceOptions {
  /** Free bytes that orders in progress may still need. @default 64 MiB */
  readonly reserveBytes?: number;
  /** Milliseconds between two looks at the disk. @default 1000 */
  readonly everyMs?: number;
}

const RESERVE_BYTES = 64 * 1024 * 1024;

const REFUSAL: Refusal = {
  status: API_PROBLEMS['service-unavailable'].status,
  headers: { 'content-type': 'application/problem+json', 'retry-after': String(RETRY_AFTER_SECONDS) },
  body: {
    type: '/problems/service-unavailable',
    ...API_PROBLEMS['service-unavailable'],
    detail:
      'The system has no disk space for new orders, and has not stored this one. Submit it again later. Orders in progress continue.',
  },
};

/**
 * Refuses new orders while the disk of a folder is nearly full, so that those in progress can still record what they do.
 *
 * @returns a function for the HTTP API, which also takes new orders again by itself
 */
export function refuseWithoutSpace(
  folder: string,
  { reserveBytes = RESERVE_BYTES, everyMs = 1000 }: DiskSpaceOptions = {},
): (route: RouteSpec) => Refusal | undefined {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isLow = false;
  const look = (): void => {
    lookedAt = performance.now();
    const { bavail, bsize } = statfsSync(folder);
    const wasLow = isLow;
    isLow = bavail * bsize < reserveBytes;
    if (isLow && !wasLow)
      process.emitWarning(
        `The disk of ${folder} has less than ${reserveBytes / 2 ** 20} MB left: new orders are refused until there is more space.`,
      );
  };
  return ({ method, path }) => {
    if (method !== 'POST' || path !== '/orders') return undefined;
    if (performance.now() - lookedAt >= everyMs) look();
    return isLow ? REFUSAL : undefined;
  };
}
