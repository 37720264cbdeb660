import * as z from 'zod';
import { durationSeconds } from '../../core/config/duration.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';

const DEFAULT_SINCE = 'P7D';
const DEFAULT_LIMIT = 10_000;
const MAX_LIMIT = 100_000;

const instantSchema = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Which orders a command reads: from when to when, and at most how many. */
export interface Period {
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601. */
  readonly to: string;
  readonly limit: number;
}

/**
 * Reads `--since` (a duration or an instant, default P7D) and `--limit` (default 10,000).
 *
 * @throws UsageError one of them is invalid
 */
export function periodOf(
  { limit, since = DEFAULT_SINCE }: Partial<Record<'since' | 'limit', string>>,
  now: Date,
): Period {
  const seconds = durationSeconds(since);
  if (seconds === undefined && !instantSchema.safeParse(since).success)
    throw new UsageError(
      `--since: expected a duration such as P7D, or an instant such as 2026-11-22T09:30:00Z, found '${since}'`,
    );
  const most = Number(limit ?? DEFAULT_LIMIT);
  if (!Number.isInteger(most) || most < 1 || most > MAX_LIMIT)
    throw new UsageError(`--limit: expected a number of orders from 1 to ${MAX_LIMIT}, found '${limit}'`);
  const from = seconds === undefined ? new Date(since) : new Date(now.getTime() - seconds * 1000);
  return { from: from.toISOString(), to: now.toISOString(), limit: most };
}
