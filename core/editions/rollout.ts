/** Which edition new orders get. */
export interface Rollout {
  /** Counts the changes, from 1. */
  readonly revision: number;
  /** Id of the edition of all orders that do not get the candidate. */
  readonly current: string;
  /** The edition that a share of new orders gets. */
  readonly candidate?: Candidate;
  /** Id of the last candidate that was taken back. It is not offered again, unless another edition is deployed first. */
  readonly rejected?: string;
  /** What happened, oldest first. */
  readonly events: readonly RolloutEvent[];
}

/** An edition that a share of new orders gets. */
export interface Candidate {
  readonly id: string;
  /** Its share of new orders, 0 to 100. */
  readonly percent: number;
}

/** What can happen to an edition. */
export const ROLLOUT_EVENTS = ['deployed', 'offered', 'promoted', 'rolled-back', 'withdrawn'] as const;

/** A change of a rollout. */
export interface RolloutEvent {
  /** ISO 8601. */
  readonly at: string;
  /**
   * `deployed`: in effect for all orders at once, since there was no other. `offered`: a share of new orders gets it. `promoted`: all new
   * orders get it. `rolled-back`: new orders no longer get it. `withdrawn`: the current edition was deployed again instead.
   */
  readonly type: (typeof ROLLOUT_EVENTS)[number];
  readonly edition: string;
  /** Who did it: a person, a pipeline, or `alarm <name>`; null if nobody said. */
  readonly by: string | null;
  readonly reason?: string;
}

/** Who changes a rollout, when and why. */
export type RolloutChange = Pick<RolloutEvent, 'at' | 'by' | 'reason'>;

/** There is no candidate to promote. */
export class NoCandidate extends Error {
  override readonly name = 'NoCandidate';
}

/** How many events are kept. */
const MAX_EVENTS = 50;

/**
 * Returns the rollout after the deployment of an edition; the same one if nothing changes. The first edition is current at once, any other
 * becomes the candidate. Deploying the current edition withdraws the candidate, and lets one that was taken back be offered again.
 */
export function offer(
  rollout: Rollout | undefined,
  edition: string,
  percent: number,
  change: Pick<RolloutChange, 'at' | 'by'>,
): Rollout {
  if (rollout === undefined)
    return { revision: 1, current: edition, events: [{ ...change, type: 'deployed', edition }] };
  const { candidate, rejected, ...kept } = rollout;
  const instead = candidate?.id ?? rejected;
  if (edition === rollout.current)
    return instead === undefined ? rollout : changed(kept, { ...change, type: 'withdrawn', edition: instead });
  if (edition === candidate?.id || edition === rejected) return rollout;
  return { ...changed(kept, { ...change, type: 'offered', edition }), candidate: { id: edition, percent } };
}

/**
 * Returns the rollout after its candidate became current; the same one if it already is.
 *
 * @param edition id of the candidate. @default whichever there is
 * @throws NoCandidate
 */
export function promote(rollout: Rollout, change: RolloutChange, edition = candidateOrCurrent(rollout)): Rollout {
  const { candidate, ...kept } = rollout;
  if (edition === rollout.current) return rollout;
  if (candidate === undefined || candidate.id !== edition)
    throw new NoCandidate(
      `Expected edition ${edition} to be the candidate, found ${candidate?.id ?? 'none'}. Look at the status; a candidate that was rolled back needs another deployment.`,
    );
  return { ...changed(kept, { ...change, type: 'promoted', edition }), current: edition };
}

/** Returns the rollout without its candidate; the same one if it has none. @param edition only if this is the candidate */
export function rollBack(rollout: Rollout, change: RolloutChange, edition = rollout.candidate?.id): Rollout {
  const { candidate, ...kept } = rollout;
  if (candidate === undefined || candidate.id !== edition) return rollout;
  return { ...changed(kept, { ...change, type: 'rolled-back', edition }), rejected: edition };
}

/** Returns which editions new orders got at an instant, as far as the events say. @param at ISO 8601 */
export function editionsAt(
  events: readonly RolloutEvent[],
  at: string,
): { readonly current?: string; readonly candidate?: string } {
  let found: { readonly current?: string; readonly candidate?: string } = {};
  for (const { edition, type } of events.filter((event) => event.at <= at)) {
    const { candidate: _, ...kept } = found;
    if (type === 'deployed' || type === 'promoted') found = { current: edition };
    else found = type === 'offered' ? { ...kept, candidate: edition } : kept;
  }
  return found;
}

/** A repeated promotion finds the candidate current. After a rollback there is none, and the current one is not what was meant. */
function candidateOrCurrent({ candidate, current, events, rejected }: Rollout): string {
  if (candidate !== undefined) return candidate.id;
  return events.at(-1)?.type === 'rolled-back' && rejected !== undefined ? rejected : current;
}

function changed(rollout: Omit<Rollout, 'candidate' | 'rejected'>, event: RolloutEvent): Rollout {
  const { reason, ...rest } = event;
  return {
    revision: rollout.revision + 1,
    current: rollout.current,
    events: [...rollout.events, { ...rest, ...(reason !== undefined && { reason }) }].slice(-MAX_EVENTS),
  };
}
