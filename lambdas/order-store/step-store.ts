import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stepKey } from '../../core/order/order-keys.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind, StepStatus } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/plugin/plugin-effect.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { type Condition, claimCondition } from './claim-condition.ts';
import { attemptItemOf, type StepItem, stepOf } from './order-item.ts';
import { ifConditionHolds } from './order-store.ts';
import { shortenAttempts } from './shorten-attempts.ts';

/** A host's wish to make an attempt. */
export interface StepClaim {
  readonly orderId: string;
  readonly run: number;
  readonly step: Pick<SequenceStep, 'id' | 'name' | 'service'> & { readonly effect: PluginEffect };
  /** @default 'run' */
  readonly kind?: AttemptKind;
  /** ISO 8601. */
  readonly now: string;
  /** When the claim ends if the host never comes back, ISO 8601. */
  readonly leaseUntil: string;
  /** By what the state machine knows the answer of a step that will wait for its callback. */
  readonly taskToken?: string;
}

/** How an attempt ended. */
export interface StepEnding {
  readonly orderId: string;
  /** The step as the claim gave it: its last attempt is the one that ended. */
  readonly claimed: StepRecord;
  readonly attempt: AttemptRecord;
  /** The state of the step from now on. @default the outcome of the attempt */
  readonly status?: StepStatus;
  readonly output?: NonNullable<StepRecord['output']>;
  /** Whether what follows is a new request to the partner. @default false */
  readonly startsGeneration?: boolean;
}

/** A step that is passed over. */
export type StepSkip = Omit<StepClaim, 'leaseUntil' | 'kind' | 'taskToken'> & { readonly reason: string };

/** Reads and writes step items; a claim or an ending is one conditional write. */
export interface StepStore {
  /** Claims a step for a new attempt; the step with that attempt, or undefined when it may not be made now. */
  claim(claim: StepClaim): Promise<StepRecord | undefined>;
  /** The step, read consistently; undefined before its first attempt. */
  get(orderId: string, stepId: string): Promise<StepRecord | undefined>;
  /** Writes how the attempt ended; the step after it, or undefined when the claim was lost to another host. */
  finish(ending: StepEnding): Promise<StepRecord | undefined>;
  /** Records that the step was skipped, and why; false when it may have happened, or another host is running it. */
  skip(skip: StepSkip): Promise<boolean>;
  /**
   * Records a step without any effect as undone, so that the run cannot begin it any more; false when it had a part,
   * was undone in this run, or was skipped by an operator, whose word stands.
   */
  passBy(skip: StepSkip): Promise<boolean>;
  /** Gives a step that waits for its callback the token of the state that waits now; false when it does not wait. */
  waitAgain(claim: Pick<StepClaim, 'orderId' | 'run' | 'step'> & { readonly taskToken: string }): Promise<boolean>;
}

/** The state of a step while a host makes an attempt. */
const STATUS_DURING: Readonly<Record<AttemptKind, StepStatus>> = {
  run: 'running',
  heal: 'running',
  probe: 'probing',
  undo: 'undoing',
};

/** What an operator or another system said of an earlier attempt: it does not outlive the step's undo. */
const ANSWERED = 'completedBy, answer, taskToken';

const REMOVED_BY_CLAIM: Readonly<Record<AttemptKind, string>> = {
  run: 'skipped',
  heal: 'skipped',
  probe: 'skipped',
  undo: `skipped, ${ANSWERED}`,
};

/** The step store over the order table. */
export function createStepStore(client: DynamoDBDocumentClient, table: string): StepStore {
  const update = (
    orderId: string,
    stepId: string,
    command: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName' | 'Key' | 'ReturnValues'>,
  ): Promise<StepRecord | undefined> =>
    ifConditionHolds(async () => {
      const { Attributes } = await client.send(
        new UpdateCommand({ TableName: table, Key: stepKey(orderId, stepId), ReturnValues: 'ALL_NEW', ...command }),
      );
      return stepOf(Attributes as StepItem);
    });

  const passOver = async (
    { orderId, run, step, now, reason }: StepSkip,
    status: StepStatus,
    condition: Condition,
    remove = '',
  ): Promise<boolean> => {
    const written = await update(orderId, step.id, {
      UpdateExpression: `SET ${DESCRIBED}, #status = :status, #run = :run, leaseUntil = :now, attempts = if_not_exists(attempts, :none), skipped = :reason${remove}`,
      ConditionExpression: condition.expression,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: {
        ...condition.values,
        ...descriptionOf(step),
        ':status': status,
        ':run': run,
        ':now': now,
        ':none': [],
        ':reason': reason,
      },
    });
    return written !== undefined;
  };

  return {
    claim({ orderId, run, step, kind = 'run', now, leaseUntil, taskToken }) {
      const attempt: AttemptRecord = { run, ...(kind !== 'run' && { kind }), startedAt: now, outcome: 'running' };
      const condition = claimCondition(kind, step.effect, run, now);
      return update(orderId, step.id, {
        UpdateExpression: `SET ${DESCRIBED}, #status = :status, #run = :run, leaseUntil = :lease, attempts = list_append(if_not_exists(attempts, :none), :attempt)${taskToken === undefined ? '' : ', taskToken = :token'} REMOVE ${REMOVED_BY_CLAIM[kind]}`,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: {
          ...condition.values,
          ...descriptionOf(step),
          ':status': STATUS_DURING[kind],
          ':run': run,
          ':lease': leaseUntil,
          ':none': [],
          ':attempt': [attemptItemOf(attempt)],
          ...(taskToken !== undefined && { ':token': taskToken }),
        },
      });
    },

    async get(orderId, stepId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: stepKey(orderId, stepId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : stepOf(Item as StepItem);
    },

    finish({ orderId, claimed, attempt, status = attempt.outcome, output, startsGeneration = false }) {
      const attempts = [...shortenAttempts(claimed.attempts.slice(0, -1), attempt), attempt].map(attemptItemOf);
      const isUndone = status === 'undone';
      return update(orderId, claimed.stepId, {
        UpdateExpression: `SET #status = :status, attempts = :attempts${output === undefined ? '' : ', #output = :output'}${startsGeneration ? ', generation = :generation' : ''}${isUndone ? ' REMOVE #output' : ''}`,
        ConditionExpression: '#status = :claimed AND size(attempts) = :count',
        ExpressionAttributeNames: {
          '#status': 'status',
          ...((output !== undefined || isUndone) && { '#output': 'output' }),
        },
        ExpressionAttributeValues: {
          ':status': status,
          ':attempts': attempts,
          ':claimed': claimed.status,
          ':count': attempts.length,
          ...(output !== undefined && { ':output': JSON.stringify(output) }),
          ...(startsGeneration && { ':generation': (claimed.generation ?? 1) + 1 }),
        },
      });
    },

    skip: (skip) => passOver(skip, 'skipped', claimCondition('skip', skip.step.effect, skip.run, skip.now)),

    passBy: (skip) =>
      passOver(
        skip,
        'undone',
        {
          expression:
            '(attribute_not_exists(pk) OR #status IN (:is_pending, :is_skipped) OR (#status = :status AND #run < :run)) AND attribute_not_exists(completedBy)',
          values: { ':is_pending': 'pending', ':is_skipped': 'skipped' },
        },
        ` REMOVE ${ANSWERED}`,
      ),

    async waitAgain({ orderId, run, step, taskToken }) {
      const written = await update(orderId, step.id, {
        UpdateExpression: 'SET taskToken = :token, #run = :run',
        ConditionExpression: '#status = :waiting',
        ExpressionAttributeNames: { '#status': 'status', '#run': 'run' },
        ExpressionAttributeValues: { ':token': taskToken, ':run': run, ':waiting': 'waiting' satisfies StepStatus },
      });
      return written !== undefined;
    },
  };
}

const NAMES = { '#status': 'status', '#run': 'run', '#plugin': 'plugin' };

/** What a step's item says of the step itself. */
const DESCRIBED = 'stepId = :id, #plugin = :plugin, service = :service';

function descriptionOf({ id, name, service }: StepClaim['step']): Readonly<Record<string, string>> {
  return { ':id': id, ':plugin': name, ':service': service };
}
