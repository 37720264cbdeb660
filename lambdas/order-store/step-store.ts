import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { stepKey } from '../../core/order/order-keys.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import {
  allOf,
  anyOf,
  type Condition,
  equals,
  hasSize,
  IS_NEW,
  isLess,
  isOneOf,
  type UpdateParts,
} from '../update-expression.ts';
import { updateItem, writeItem } from '../update-item.ts';
import { compressesItems } from './attempt-detail.ts';
import { claimCondition, IS_UNDECIDED } from './claim-condition.ts';
import { attemptItemOf, plainAttemptItemOf, type StepItem, stepOf } from './order-item.ts';
import { shortenAttempts } from './shorten-attempts.ts';

/** A request to claim a step for one attempt. */
export interface StepClaim {
  readonly orderId: string;
  readonly run: number;
  readonly step: Pick<SequenceStep, 'id' | 'name' | 'service' | 'effect' | 'blocks'>;
  /** @default 'run' */
  readonly kind?: AttemptKind;
  /** ISO 8601. */
  readonly now: string;
  /** When the claim expires if the host does not return, ISO 8601. */
  readonly leaseUntil: string;
  /** Task token of the waiting state, for a step that waits for a callback. */
  readonly taskToken?: string;
  /** The start of the single machine that claims the step. @default none, as on AWS */
  readonly incarnation?: string;
}

/** How an attempt ended. */
export interface StepEnding {
  readonly orderId: string;
  /** The step as the claim returned it. Its last attempt is the one that ended. */
  readonly claimed: StepRecord;
  readonly attempt: AttemptRecord;
  /** The new status of the step. @default the outcome of the attempt */
  readonly status?: StepStatus;
  readonly output?: NonNullable<StepRecord['output']>;
  /** Whether the next attempt is a new request to the partner. @default false */
  readonly startsGeneration?: boolean;
  /** Whether an answer may have been stored since the claim, so that the write also reads the step. @default true */
  readonly mayBeAnswered?: boolean;
}

/** A step that ends without an attempt, and why. */
export type StepSkip = Omit<StepClaim, 'leaseUntil' | 'kind' | 'taskToken' | 'incarnation'> & {
  readonly reason: string;
};

/** Reads and writes step items. Every change is one conditional write. */
export interface StepStore {
  /** Claims a step for a new attempt. Returns the step with that attempt, or undefined if it may not be claimed now. */
  claim(claim: StepClaim): Promise<StepRecord | undefined>;
  /** Returns the step, read consistently; undefined before its first attempt. */
  get(orderId: string, stepId: string): Promise<StepRecord | undefined>;
  /** Records how the attempt ended. Returns the step, or undefined if another host has taken the claim. */
  finish(ending: StepEnding): Promise<StepRecord | undefined>;
  /** Records that the step is skipped. Returns false if it may have had its effect, or another host is running it. */
  skip(skip: StepSkip): Promise<boolean>;
  /**
   * Records a step that had no effect as undone, so that the run can no longer start it. Returns false if it may have
   * had an effect, was undone in this run, or was decided by an operator.
   */
  markUndone(skip: StepSkip): Promise<boolean>;
  /** Replaces the token of a step that waits for its callback. Returns false if it is not waiting. */
  replaceTaskToken(
    claim: Pick<StepClaim, 'orderId' | 'run' | 'step'> & { readonly taskToken: string },
  ): Promise<boolean>;
}

/** The status of a step during an attempt. */
const STATUS_DURING: Readonly<Record<AttemptKind, StepStatus>> = {
  run: 'running',
  heal: 'running',
  probe: 'probing',
  undo: 'undoing',
};

/** The fields with an operator's or another system's answer to an earlier attempt. An undo removes them. */
const ANSWER_FIELDS = ['completedBy', 'answer', 'taskToken'];

/** Creates the step store over the order table. */
export function createStepStore(client: DynamoDBDocumentClient, table: string): StepStore {
  const itemOf = compressesItems(client) ? plainAttemptItemOf : attemptItemOf;
  const update = async (orderId: string, stepId: string, parts: UpdateParts): Promise<StepRecord | undefined> => {
    const item = await updateItem(client, table, stepKey(orderId, stepId), parts);
    return item && stepOf(item as unknown as StepItem);
  };

  const endWithoutAttempt = (
    { orderId, run, step, now, reason }: StepSkip,
    status: StepStatus,
    parts: Pick<UpdateParts, 'when' | 'remove'>,
  ): Promise<boolean> =>
    writeItem(client, table, stepKey(orderId, step.id), {
      set: { ...descriptionOf(step), status, run, leaseUntil: now, skipped: reason },
      setIfAbsent: { attempts: [] },
      ...parts,
    });

  return {
    claim({ orderId, run, step, kind = 'run', now, leaseUntil, taskToken, incarnation }) {
      const attempt: AttemptRecord = { run, ...(kind !== 'run' && { kind }), startedAt: now, outcome: 'running' };
      return update(orderId, step.id, {
        set: { ...descriptionOf(step), status: STATUS_DURING[kind], run, leaseUntil, taskToken, incarnation },
        append: { attempts: [itemOf(attempt)] },
        remove: ['skipped', ...(kind === 'undo' ? ANSWER_FIELDS : [])],
        when: claimCondition(kind, step, run, now, incarnation),
      });
    },

    async get(orderId, stepId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: stepKey(orderId, stepId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : stepOf(Item as StepItem);
    },

    async finish({ orderId, claimed, attempt, status = attempt.outcome, output, mayBeAnswered = true, ...ending }) {
      const attempts = [...shortenAttempts(claimed.attempts.slice(0, -1), attempt), attempt];
      const generation = ending.startsGeneration ? (claimed.generation ?? 1) + 1 : undefined;
      const parts = {
        set: { status, attempts: attempts.map(itemOf), output: output && JSON.stringify(output), generation },
        remove: status === 'undone' ? ['output'] : [],
        when: allOf(equals('status', claimed.status), hasSize('attempts', attempts.length)),
      };
      if (mayBeAnswered || status === 'undone') return update(orderId, claimed.stepId, parts);
      // The next step claims itself, and the end of the run is a write as well.
      const written = await writeItem(client, table, stepKey(orderId, claimed.stepId), parts, { isFollowed: true });
      if (!written) return undefined;
      return { ...claimed, status, attempts, ...(output && { output }), ...(generation && { generation }) };
    },

    skip: (skip) => endWithoutAttempt(skip, 'skipped', { when: claimCondition('skip', skip.step, skip.run, skip.now) }),

    markUndone: (skip) =>
      endWithoutAttempt(skip, 'undone', { when: allOf(hadNoEffect(skip.run), IS_UNDECIDED), remove: ANSWER_FIELDS }),

    replaceTaskToken({ orderId, run, step, taskToken }) {
      const when = equals('status', 'waiting' satisfies StepStatus);
      return writeItem(client, table, stepKey(orderId, step.id), { set: { taskToken, run }, when });
    },
  };
}

/** Holds for a step that was never run, or was skipped, or was undone in an earlier run. */
function hadNoEffect(run: number): Condition {
  const withoutEffect: readonly StepStatus[] = ['pending', 'skipped'];
  const undone: StepStatus = 'undone';
  return anyOf(IS_NEW, isOneOf('status', withoutEffect), allOf(equals('status', undone), isLess('run', run)));
}

function descriptionOf({ id, name, service }: StepClaim['step']): Readonly<Record<string, string>> {
  return { stepId: id, plugin: name, service };
}
