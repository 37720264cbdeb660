import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../core/json.ts';
import { jsonDifference } from '../../core/order/json-difference.ts';
import type { ProposalPlan, ProposalRecord, ProposedOrder } from '../../core/proposals/proposal-record.ts';
import type { DryRun } from '../api/operate-orders/dry-run.ts';
import type { PlannedAction, WantedAction } from '../api/operate-orders/plan-action.ts';

/** Returns the action of a proposal on one of its orders. Its id marks what the job did to an order. */
export function wantedBy(
  { id, action, step, patch, resume, output }: ProposalRecord,
  order: Pick<ProposedOrder, 'output'>,
): WantedAction {
  return { id, action, step, resume, patch: objectIn(patch), output: objectIn(order.output ?? output) };
}

function objectIn(text: string | undefined): JsonObject | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as JsonObject);
}

/** The hashes of everything that a preview shows of an order. */
export type PreviewVersions = Pick<ProposedOrder, 'version' | 'stepVersion'>;

/**
 * Returns the hashes of what a preview shows. They differ once any of that has changed.
 *
 * The step has its own, because the action changes it before it changes the order: a job that was interrupted in between finds the
 * order as it was.
 */
export function versionsOf({ dryRun, step }: PlannedAction): PreviewVersions {
  const { order, run = null, sequence = null } = dryRun;
  const { status, revision, updatedAt, degraded, runs } = order;
  const version = hashOf({
    status,
    revision,
    updatedAt,
    degraded,
    runs: runs.length,
    run,
    sequence,
    ...planOf(dryRun),
  });
  if (step === undefined) return { version };
  const { attempts = [], operations = [], ...record } = step.record ?? { status: 'pending' };
  const seen = { status: record.status, attempts: attempts.length, operations: operations.length };
  return { version, stepVersion: hashOf(seen) };
}

/** Returns what an action would do, without the orders that it applies to. */
export function planOf({ order, run, steps, payload }: DryRun): Omit<ProposalPlan, 'orders'> {
  return {
    startsRun: run !== undefined,
    steps,
    changes: payload === undefined ? [] : jsonDifference(order.payload, payload),
  };
}

function hashOf(seen: Parameters<typeof canonicalJson>[0]): string {
  return createHash('sha256').update(canonicalJson(seen)).digest('base64url').slice(0, 22);
}
