import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ProposalPart, ProposalRecord, ProposalStatus } from '../../core/proposals/proposal-record.ts';
import { createRecordsInParts, type RecordPosition } from '../order-store/records-in-parts.ts';
import { allOf, type Condition, equals } from '../update-expression.ts';
import { updateItem } from '../update-item.ts';

/** A change of a proposal, on condition that it is as it was read. */
export interface ProposalChange {
  readonly set: Partial<ProposalRecord>;
  readonly remove?: readonly (keyof ProposalRecord)[];
}

/** Stores proposals and their orders. */
export interface ProposalStore {
  /** Stores a new proposal. Returns false if its id is taken. */
  put(proposal: ProposalRecord): Promise<boolean>;
  /** Returns a proposal, read consistently. */
  get(id: string): Promise<ProposalRecord | undefined>;
  /** Returns proposals, newest first. @param before only those before this position; undefined for the first page */
  list(limit: number, before?: RecordPosition): Promise<readonly ProposalRecord[]>;
  /** Changes a proposal. Returns it; undefined if another status or execution has taken over since it was read. */
  change(proposal: ProposalRecord, change: ProposalChange): Promise<ProposalRecord | undefined>;
  putPart(id: string, part: ProposalPart): Promise<void>;
  getPart(id: string, number: number): Promise<ProposalPart | undefined>;
  /** Returns the parts of a proposal, in order. @param first the number of the first one */
  parts(id: string, first?: number): AsyncGenerator<ProposalPart, void>;
}

/** The sort key of a proposal. */
export const PROPOSAL_SORT_KEY = 'proposal';

/** The partition of all proposals in the day index, which has no day of that name. */
export const PROPOSALS_SHARD = 'proposals';

/** Creates the store over the order table. */
export function createProposalStore(client: DynamoDBDocumentClient, table: string): ProposalStore {
  const records = createRecordsInParts<ProposalRecord, ProposalPart>(client, table, {
    sk: PROPOSAL_SORT_KEY,
    shard: PROPOSALS_SHARD,
  });
  return {
    ...records,
    async change(proposal, { set, remove = [] }) {
      const item = await updateItem(client, table, records.keyOf(proposal.id), {
        set,
        remove,
        when: unchanged(proposal),
      });
      return item && records.recordOf(item);
    },
  };
}

/** Holds for a proposal that nobody has moved to another status, and no other execution has taken over. */
function unchanged({ status, execution }: ProposalRecord): Condition {
  return allOf(equals('status', status satisfies ProposalStatus), equals('execution', execution));
}
