import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';
import { isPlanned, type ProposalRecord } from '../../core/proposals/proposal-record.ts';
import { anyOf, equals, IS_NEW } from '../update-expression.ts';
import { writeItem } from '../update-item.ts';
import type { ProposalStore } from './proposal-store.ts';

/** Orders that another job has. */
export interface JobConflict {
  /** The proposal of the other job. */
  readonly proposal: string;
  /** How many orders both have. */
  readonly orders: number;
}

/**
 * The jobs that are running. All of them are in one item, so that of two jobs with the same orders only one can start, whatever the
 * number of their orders.
 */
export interface RunningJobs {
  /** Finds a job that has one of the orders of a proposal. */
  conflictOf(id: string): Promise<JobConflict | undefined>;
  /**
   * Adds a job unless another one has one of its orders. Adding it again changes nothing.
   *
   * @throws JobsContended others came and went during each try
   */
  enter(id: string): Promise<JobConflict | undefined>;
  /** Removes a job. */
  leave(id: string): Promise<void>;
}

/** The list of running jobs changed during each try. The caller tries again later. */
export class JobsContended extends Error {
  override readonly name = 'JobsContended';
}

const KEY: ItemKey = { pk: 'jobs', sk: 'running' };
const MAX_TRIES = 8;

/** A job that entered the list starts within this time, or its start was interrupted. Longer than a function of the API may run. */
const START_MS = 60_000;

interface Entry {
  readonly id: string;
  /** When it entered the list. ISO 8601. */
  readonly at: string;
}

interface List {
  /** Counts the changes; 0 if there was none yet. */
  readonly version: number;
  readonly jobs: readonly Entry[];
}

/** Creates the list over the order table. */
export function createRunningJobs(
  client: DynamoDBDocumentClient,
  table: string,
  { proposals, now }: { readonly proposals: Pick<ProposalStore, 'get' | 'parts'>; now(): Date },
): RunningJobs {
  const read = async (): Promise<List> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: KEY, ConsistentRead: true }));
    return { version: Number(Item?.version ?? 0), jobs: (Item?.jobs ?? []) as readonly Entry[] };
  };

  const write = ({ version }: List, jobs: readonly Entry[]): Promise<boolean> =>
    writeItem(client, table, KEY, {
      set: { version: version + 1, jobs },
      when: version === 0 ? anyOf(IS_NEW, equals('version', 0)) : equals('version', version),
    });

  const isActive = async ({ id, at }: Entry): Promise<boolean> => {
    const status = (await proposals.get(id))?.status;
    return status === 'running' || (status === 'ready' && now().getTime() - Date.parse(at) < START_MS);
  };

  const activeOf = async ({ jobs }: List): Promise<readonly Entry[]> => {
    const active = await Promise.all(jobs.map(isActive));
    return jobs.filter((_, index) => active[index]);
  };

  const conflictWith = async (id: string, jobs: readonly Entry[]): Promise<JobConflict | undefined> => {
    const others = jobs.filter((job) => job.id !== id);
    if (others.length === 0) return undefined;
    const own = await ordersOf(id, proposals);
    for (const { id: proposal } of others) {
      let orders = 0;
      for (const order of await ordersOf(proposal, proposals)) if (own.has(order)) orders += 1;
      if (orders > 0) return { proposal, orders };
    }
    return undefined;
  };

  const change = async <Result>(
    id: string,
    next: (list: List) => Promise<{ readonly jobs?: readonly Entry[]; readonly result: Result }>,
  ): Promise<Result> => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const list = await read();
      const { jobs, result } = await next(list);
      if (jobs === undefined || (await write(list, jobs))) return result;
    }
    throw new JobsContended(`The list of running jobs changed during each of ${MAX_TRIES} tries to change ${id}.`);
  };

  return {
    async conflictOf(id) {
      return conflictWith(id, await activeOf(await read()));
    },

    enter: (id) =>
      change<JobConflict | undefined>(id, async (list) => {
        const active = await activeOf(list);
        const result = await conflictWith(id, active);
        const others = active.filter((job) => job.id !== id);
        return { ...(result === undefined && { jobs: [...others, { id, at: now().toISOString() }] }), result };
      }),

    leave: (id) =>
      change(id, async ({ jobs }) => {
        const others = jobs.filter((job) => job.id !== id);
        return { ...(others.length < jobs.length && { jobs: others }), result: undefined };
      }),
  };
}

/** Returns the ids of the orders that a proposal acts on. */
async function ordersOf(
  id: ProposalRecord['id'],
  proposals: Pick<ProposalStore, 'parts'>,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { orders } of proposals.parts(id))
    for (const order of orders) if (isPlanned(order)) ids.add(order.id);
  return ids;
}
