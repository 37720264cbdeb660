import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stepKey } from '../../core/order/order-keys.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/plugin/plugin-effect.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { claimCondition } from './claim-condition.ts';
import { attemptItemOf, type StepItem, stepOf } from './order-item.ts';
import { ifConditionHolds } from './order-store.ts';
import { shortenAttempts } from './shorten-attempts.ts';

/** A host's wish to run a step. */
export interface StepClaim {
  readonly orderId: string;
  readonly run: number;
  readonly step: Pick<SequenceStep, 'id' | 'name' | 'service'> & { readonly effect: PluginEffect };
  /** ISO 8601. */
  readonly now: string;
  /** When the claim ends if the host never comes back, ISO 8601. */
  readonly leaseUntil: string;
}

/** How an attempt ended. */
export interface StepEnding {
  readonly orderId: string;
  /** The step as the claim gave it: its last attempt is the one that ended. */
  readonly claimed: StepRecord;
  readonly attempt: AttemptRecord;
  readonly output?: NonNullable<StepRecord['output']>;
}

/** Reads and writes step items; a claim or an ending is one conditional write. */
export interface StepStore {
  /** Claims a step for a new attempt; the step with that attempt, or undefined when it may not be run now. */
  claim(claim: StepClaim): Promise<StepRecord | undefined>;
  /** The step, read consistently; undefined before its first attempt. */
  get(orderId: string, stepId: string): Promise<StepRecord | undefined>;
  /** Writes how the attempt ended; false when the claim was lost to another host. */
  finish(ending: StepEnding): Promise<boolean>;
  /** Records that the step was skipped, and why; false when another host is running it or it already succeeded. */
  skip(claim: Omit<StepClaim, 'leaseUntil'> & { readonly reason: string }): Promise<boolean>;
}

/** The step store over the order table. */
export function createStepStore(client: DynamoDBDocumentClient, table: string): StepStore {
  return {
    claim({ orderId, run, step, now, leaseUntil }) {
      const attempt: AttemptRecord = { run, startedAt: now, outcome: 'running' };
      const condition = claimCondition(step.effect, run, now);
      return ifConditionHolds(async () => {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: table,
            Key: stepKey(orderId, step.id),
            UpdateExpression:
              'SET stepId = :id, #plugin = :plugin, service = :service, #status = :running, #run = :run, leaseUntil = :lease, attempts = list_append(if_not_exists(attempts, :none), :attempt) REMOVE skipped',
            ConditionExpression: condition.expression,
            ExpressionAttributeNames: { '#status': 'status', '#run': 'run', '#plugin': 'plugin' },
            ExpressionAttributeValues: {
              ...condition.values,
              ':id': step.id,
              ':plugin': step.name,
              ':service': step.service,
              ':running': 'running' satisfies StepOutcome,
              ':run': run,
              ':lease': leaseUntil,
              ':none': [],
              ':attempt': [attemptItemOf(attempt)],
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return stepOf(Attributes as StepItem);
      });
    },

    async get(orderId, stepId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: stepKey(orderId, stepId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : stepOf(Item as StepItem);
    },

    async finish({ orderId, claimed, attempt, output }) {
      const attempts = [...shortenAttempts(claimed.attempts.slice(0, -1)), attempt].map(attemptItemOf);
      const written = await ifConditionHolds(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: stepKey(orderId, claimed.stepId),
            UpdateExpression: `SET #status = :outcome, attempts = :attempts${output === undefined ? '' : ', #output = :output'}`,
            ConditionExpression: '#status = :running AND size(attempts) = :count',
            ExpressionAttributeNames: { '#status': 'status', ...(output === undefined ? {} : { '#output': 'output' }) },
            ExpressionAttributeValues: {
              ':outcome': attempt.outcome,
              ':attempts': attempts,
              ':running': 'running' satisfies StepOutcome,
              ':count': attempts.length,
              ...(output === undefined ? {} : { ':output': JSON.stringify(output) }),
            },
          }),
        ),
      );
      return written !== undefined;
    },

    async skip({ orderId, run, step, now, reason }) {
      const condition = claimCondition(step.effect, run, now);
      const written = await ifConditionHolds(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: stepKey(orderId, step.id),
            UpdateExpression:
              'SET stepId = :id, #plugin = :plugin, service = :service, #status = :skipped, #run = :run, leaseUntil = :now, attempts = if_not_exists(attempts, :none), skipped = :reason',
            ConditionExpression: condition.expression,
            ExpressionAttributeNames: { '#status': 'status', '#run': 'run', '#plugin': 'plugin' },
            ExpressionAttributeValues: {
              ...condition.values,
              ':id': step.id,
              ':plugin': step.name,
              ':service': step.service,
              ':skipped': 'skipped' satisfies StepOutcome,
              ':run': run,
              ':now': now,
              ':none': [],
              ':reason': reason,
            },
          }),
        ),
      );
      return written !== undefined;
    },
  };
}
