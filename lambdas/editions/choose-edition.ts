import { type Edition, isInShare } from '../../core/editions/edition.ts';
import type { Rollout } from '../../core/editions/rollout.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { EditionStore } from './edition-store.ts';

/** The edition of an order, and whether it gets it as a candidate. */
export interface ChosenEdition {
  readonly edition: Edition;
  readonly canary: boolean;
}

/** Returns the edition of an order's next run; undefined before the first deployment with `aws.canary` is recorded. */
export type ChooseEdition = (order: Pick<OrderRecord, 'id' | 'runs'>) => Promise<ChosenEdition | undefined>;

/** Dependencies of choosing editions. */
export interface ChooseEditionPorts {
  readonly editions: Pick<EditionStore, 'edition' | 'rollout'>;
  now(): Date;
}

/** How long a rollout is trusted. Orders follow a rollback within this time. */
const TRUSTED_MS = 10_000;

/**
 * Creates the function that chooses editions. It reads the rollout once in ten seconds, and keeps the one it has if that fails; it reads each
 * edition once.
 */
export function createChooseEdition({ editions, now }: ChooseEditionPorts): ChooseEdition {
  const known = new Map<string, Promise<Edition>>();
  let latest: { readonly rollout: Rollout | undefined; readonly at: number } | undefined;

  async function readRollout(): Promise<Rollout | undefined> {
    const at = now().getTime();
    if (latest !== undefined && at - latest.at < TRUSTED_MS) return latest.rollout;
    try {
      latest = { rollout: await editions.rollout(), at };
    } catch (error) {
      if (latest === undefined) throw error;
    }
    return latest.rollout;
  }

  function editionOf(id: string): Promise<Edition> {
    const edition =
      known.get(id) ??
      editions.edition(id).catch((error: unknown) => {
        known.delete(id);
        throw error;
      });
    known.set(id, edition);
    return edition;
  }

  return async (order) => {
    const rollout = await readRollout();
    if (rollout === undefined) return undefined;
    const candidate = candidateFor(order, rollout);
    const edition = await editionOf(candidate ?? rollout.current);
    return { edition, canary: candidate !== undefined };
  };
}

/** Returns the id of the candidate if the order gets it. A new order may; one that had it keeps it, and no other is moved to it. */
function candidateFor({ id, runs }: Pick<OrderRecord, 'id' | 'runs'>, { candidate }: Rollout): string | undefined {
  if (candidate === undefined) return undefined;
  const last = runs.at(-1);
  const gets = last === undefined ? isInShare(id, candidate.id, candidate.percent) : last.edition?.id === candidate.id;
  return gets ? candidate.id : undefined;
}
