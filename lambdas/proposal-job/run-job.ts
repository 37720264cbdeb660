import {
  isPlanned,
  NO_OUTCOMES,
  type ProposalPart,
  type ProposalRecord,
  type ProposedOrder,
  withOutcomes,
} from '../../core/proposals/proposal-record.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { OperatorPorts } from '../api/operate-orders/operator-ports.ts';
import { planAction, tryStart, wasDone, wasDoneToStep } from '../api/operate-orders/plan-action.ts';
import { isServiceOutage } from '../api/service-outage.ts';
import type { ProposalStore } from '../proposal-store/proposal-store.ts';
import type { RunningJobs } from '../proposal-store/running-jobs.ts';
import { inPool } from './in-pool.ts';
import { refusalOf } from './prepare-proposal.ts';
import { versionsOf, wantedBy } from './preview-version.ts';

/** Dependencies of a job. */
export interface RunJobPorts {
  readonly proposals: ProposalStore;
  readonly jobs: Pick<RunningJobs, 'leave'>;
  readonly operator: OperatorPorts;
  /** Waits in the function. */
  sleep(ms: number): Promise<unknown>;
  now(): Date;
}

/** What a job does next: it has ended, or goes on after some seconds. */
export type JobState = { readonly ended: true } | { readonly waitSeconds: number };

/** A longer pause between two orders is a Wait of the state machine, which costs nothing. */
const LONGEST_SLEEP_MS = 5_000;

/** How far a job that was slower than its pace makes up for it: enough for a slow wave, too little for a burst after an outage. */
const LONGEST_LAG_MS = 10_000;

/**
 * Creates the function that runs a job as far as the time allows, at its pace.
 *
 * The orders are taken in waves. Their outcomes are stored after each wave, and what the job did to an order is stored with the
 * order in the same write: a wave that a crash interrupts is looked at again, and an order that was changed in it is not changed again.
 */
export function createRunJob(
  ports: RunJobPorts,
): (proposal: ProposalRecord, hasTime: () => boolean) => Promise<JobState> {
  return async (proposal, hasTime) => {
    const { perMinute = 1 } = proposal.executed ?? {};
    const size = Math.ceil(perMinute / 60);
    let job: ProposalRecord | undefined = proposal;
    let due = performance.now();
    while (job?.status === 'running') {
      const wave = await nextWave(job, size, ports);
      job = wave.job;
      if (job?.status !== 'running') break;
      due = Math.max(due + (wave.orders * 60_000) / perMinute, performance.now() - LONGEST_LAG_MS);
      const leftMs = Math.max(0, due - performance.now());
      if (leftMs > LONGEST_SLEEP_MS || !hasTime()) return { waitSeconds: Math.max(1, Math.round(leftMs / 1000)) };
      if (leftMs > 0) await ports.sleep(leftMs);
    }
    return { ended: true };
  };
}

/** What a wave did. */
interface Wave {
  /** The job as it is after the wave; undefined if another execution has taken over. */
  readonly job: ProposalRecord | undefined;
  /** How many orders it acted on. */
  readonly orders: number;
}

/** Acts on the next orders. */
async function nextWave(job: ProposalRecord, size: number, ports: RunJobPorts): Promise<Wave> {
  const { progress = { part: 1, before: { ...NO_OUTCOMES, refused: job.counts.refused } } } = job;
  const part = await ports.proposals.getPart(job.id, progress.part);
  if (part === undefined) return { job: await end(job, 'finished', ports), orders: 0 };
  const pending = part.orders.filter((order) => isPlanned(order) && order.outcome === undefined);
  if (pending.length === 0) {
    const before = withOutcomes(progress.before, part.orders.filter(isPlanned));
    const next = await noted(job, { progress: { part: progress.part + 1, before }, counts: before }, ports);
    return next?.status === 'running' ? nextWave(next, size, ports) : { job: next, orders: 0 };
  }
  const wanted = pending.slice(0, size);
  const after = await actOn(job, part, wanted, ports);
  const counts = withOutcomes(progress.before, after.orders.filter(isPlanned));
  return { job: await noted(job, { progress, counts }, ports), orders: wanted.length };
}

/** Stores how far the job has come, and finds out whether somebody stopped it. */
async function noted(
  job: ProposalRecord,
  set: Pick<ProposalRecord, 'progress' | 'counts'>,
  ports: RunJobPorts,
): Promise<ProposalRecord | undefined> {
  const after = await ports.proposals.change(job, { set });
  if (after !== undefined) return after;
  const current = await ports.proposals.get(job.id);
  if (current === undefined || current.execution !== job.execution) return undefined;
  return end({ ...current, counts: set.counts }, 'stopped', ports);
}

async function end(
  job: ProposalRecord,
  status: 'finished' | 'stopped',
  { proposals, jobs, now }: RunJobPorts,
): Promise<ProposalRecord | undefined> {
  const { counts } = job;
  const ended = await proposals.change(job, {
    set: { status, counts, finishedAt: now().toISOString() },
    remove: ['patch', 'progress'],
  });
  await jobs.leave(job.id);
  return ended;
}

/** Acts on some orders of a part and stores their outcomes, also if a service fails in between. */
async function actOn(
  job: ProposalRecord,
  part: ProposalPart,
  orders: readonly ProposedOrder[],
  ports: RunJobPorts,
): Promise<ProposalPart> {
  const done = new Map<string, ProposedOrder>();
  let outage: unknown;
  await inPool(orders, async (order) => {
    try {
      done.set(order.id, { ...order, ...(await outcomeOf(order, job, ports)) });
    } catch (error) {
      outage = error;
    }
  });
  const after = { ...part, orders: part.orders.map((order) => done.get(order.id) ?? order) };
  await ports.proposals.putPart(job.id, after);
  if (outage !== undefined) throw outage;
  return after;
}

type Ending = Pick<ProposedOrder, 'outcome' | 'message'>;

/** Does the action to one order, if the order is as it was in the preview. */
async function outcomeOf(proposed: ProposedOrder, job: ProposalRecord, ports: RunJobPorts): Promise<Ending> {
  const { operator, now } = ports;
  const found = await operator.orders.getWithSteps(proposed.id);
  if (found === undefined) return left('The order no longer exists.');
  if (wasDone(found, job.id)) {
    // An earlier wave was interrupted after its write.
    if (found.order.status === 'submitted') await tryStart(found.order, operator);
    return { outcome: 'done' };
  }
  const attribution = { by: job.executed?.by ?? job.by, at: now().toISOString(), reason: job.reason };
  try {
    const planned = await planAction(found, wantedBy(job, proposed), attribution, operator);
    const isRepeat = wasDoneToStep(found, job.id);
    const { version, stepVersion } = versionsOf(planned);
    // What followed the step of an interrupted wave has ended, e.g. its heal.
    if (version !== proposed.version && isRepeat) return { outcome: 'done' };
    const isSameStep = proposed.stepVersion === undefined || isRepeat || stepVersion === proposed.stepVersion;
    if (version !== proposed.version || !isSameStep)
      return left('The order, or what would be called, has changed since the preview.');
    await planned.act();
    return { outcome: 'done' };
  } catch (error) {
    if (error instanceof ApiProblem && !isServiceOutage(error.cause)) return refused(error, proposed, job, ports);
    if (isServiceOutage(error) || error instanceof ApiProblem) throw error;
    operator.onError(`Could not act on ${proposed.id}`, error);
    return { outcome: 'failed', message: 'An unforeseen error; the log of the job has it. Look at the order.' };
  }
}

/** Returns the ending of an order whose action was refused: before it changed anything, or after it changed the step. */
async function refused(
  problem: ApiProblem,
  { id }: ProposedOrder,
  job: ProposalRecord,
  { operator }: RunJobPorts,
): Promise<Ending> {
  const found = await operator.orders.getWithSteps(id);
  if (found === undefined || !wasDoneToStep(found, job.id)) return left(refusalOf(problem));
  return { outcome: 'failed', message: `The step was changed, but the order does not go on: ${refusalOf(problem)}` };
}

function left(message: string): Ending {
  return { outcome: 'changed', message };
}
