import * as z from 'zod';

const attemptSchema = z.object({ startedAt: z.iso.datetime() });

/** The part of a process event that says when its order was worked on. */
export const processEventSchema = z.object({
  finished: z.iso.datetime().nullable(),
  plugins: z.array(z.object({ attempts: z.array(attemptSchema) })),
});

/** One run of an order, as the API records it. */
export type ProcessEvent = z.infer<typeof processEventSchema>;

/** When a system was killed and started again, in epoch milliseconds. */
export interface Restart {
  readonly killedAt: number;
  readonly startedAt: number;
}

/** How an order fared that had not ended when the system was killed. Times are milliseconds from the next start. */
export interface Recovery {
  /** Whether a step was interrupted, so that a call to a partner may have been open: it was tried before the kill, and again after it. */
  readonly inStep: boolean;
  /** When its next attempt began, or its end if it needed no other attempt. */
  readonly triedAgainMs: number;
  readonly endedMs: number;
}

/** Returns how an order recovered; undefined if it had ended before the kill, or has not ended yet. */
export function recoveryOf({ finished, plugins }: ProcessEvent, restart: Restart): Recovery | undefined {
  const { killedAt, startedAt } = restart;
  const end = Date.parse(finished ?? '');
  if (!(end > killedAt)) return undefined;
  const steps = plugins.map(({ attempts }) => attempts.map((attempt) => Date.parse(attempt.startedAt)));
  const later = steps.map((times) => times.filter((at) => at > killedAt));
  return {
    inStep: steps.some((times, step) => (later[step]?.length ?? 0) > 0 && times.some((at) => at <= killedAt)),
    triedAgainMs: Math.min(...later.flat(), end) - startedAt,
    endedMs: end - startedAt,
  };
}
