import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import type { StepAction } from '../../core/order/operator-action.ts';
import { stepKey } from '../../core/order/order-keys.ts';
import type { AttemptError, CallbackAnswer, OperatorMark, RunStep, StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { type StepItem, stepOf } from './order-item.ts';
import { ifConditionHolds } from './order-store.ts';

/** The step that is written, as it was read: its record is the condition of the write. */
export interface StepAsRead {
  readonly orderId: string;
  readonly step: Pick<RunStep, 'id' | 'name' | 'service'>;
  /** Undefined when there is none yet. */
  readonly record: StepRecord | undefined;
}

/** What an operator makes of a step. */
export interface OperatorDecision {
  readonly status: Extract<StepStatus, 'succeeded' | 'skipped' | 'failed'>;
  readonly action: StepAction;
  readonly output?: JsonObject;
  readonly skipped?: string;
  /** Makes the status and the output the final answer of the step. */
  readonly completedBy?: OperatorMark;
  /** Whether what follows is a new request to the partner. @default false */
  readonly startsGeneration?: boolean;
}

/** How the other system's answer ends the waiting attempt. */
export interface WaitEnd {
  readonly status: Extract<StepStatus, 'succeeded' | 'declined'>;
  readonly output?: JsonObject;
  readonly error?: AttemptError;
}

/** What operators and other systems write on steps; each is one conditional write, void when the step has changed. */
export interface OperatorStepStore {
  /** Writes what an operator decided; false when the step has changed. */
  decide(step: StepAsRead, decision: OperatorDecision): Promise<boolean>;
  /** Keeps an answer that came before the step waits for it; false when the step has changed or there is one. */
  keepAnswer(step: StepAsRead, answer: CallbackAnswer, at: string): Promise<boolean>;
  /**
   * Ends the latest attempt, which waits for its answer or lost it; the step after it, or undefined when it has changed.
   * Its token is that of the state that waits now: a resume may have brought another one since the step was read.
   */
  endWait(step: StepAsRead, end: WaitEnd): Promise<StepRecord | undefined>;
}

/** The writes over the order table. */
export function createOperatorStepStore(client: DynamoDBDocumentClient, table: string): OperatorStepStore {
  const update = ({ orderId, step, record }: StepAsRead, parts: UpdateParts): Promise<StepRecord | undefined> =>
    ifConditionHolds(async () => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: stepKey(orderId, step.id),
          ReturnValues: 'ALL_NEW',
          UpdateExpression: parts.update,
          ConditionExpression: [unchanged(record), ...(parts.condition ?? [])].join(' AND '),
          ExpressionAttributeNames: { '#status': 'status', ...parts.names },
          ExpressionAttributeValues: { ...valuesOf(record), ...parts.values },
        }),
      );
      return stepOf(Attributes as StepItem);
    });

  return {
    async decide(step, { status, action, output, skipped, completedBy, startsGeneration = false }) {
      const optional = { output: output && JSON.stringify(output), skipped, completedBy };
      const given = Object.entries(optional).filter(([, value]) => value !== undefined);
      const absent = Object.entries(optional).filter(([, value]) => value === undefined);
      const { taskToken } = step.record ?? {};
      const written = await update(step, {
        update: `SET ${INITIAL}, #status = :status, operations = list_append(if_not_exists(operations, :none), :action)${given.map(([name]) => `, #${name} = :${name}`).join('')}${startsGeneration ? ', generation = :generation' : ''} REMOVE taskToken, answer${absent.map(([name]) => `, #${name}`).join('')}`,
        // A state that waits by another token than was read would not hear of the decision.
        condition: [taskToken === undefined ? 'attribute_not_exists(taskToken)' : 'taskToken = :token'],
        names: { ...INITIAL_NAMES, ...Object.fromEntries(Object.keys(optional).map((name) => [`#${name}`, name])) },
        values: {
          ...initialValues(step, action.run, action.at),
          ':status': status,
          ':action': [action],
          ...(taskToken !== undefined && { ':token': taskToken }),
          ...(startsGeneration && { ':generation': (step.record?.generation ?? 1) + 1 }),
          ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        },
      });
      return written !== undefined;
    },

    async keepAnswer(step, answer, at) {
      const written = await update(step, {
        update: `SET ${INITIAL}, #status = if_not_exists(#status, :pending), answer = :answer`,
        condition: ['attribute_not_exists(answer)'],
        names: INITIAL_NAMES,
        values: {
          ...initialValues(step, 0, at),
          ':pending': 'pending' satisfies StepStatus,
          ':answer': JSON.stringify(answer),
        },
      });
      return written !== undefined;
    },

    endWait(step, { status, output, error }) {
      const last = `attempts[${(step.record?.attempts.length ?? 0) - 1}]`;
      return update(step, {
        update: `SET #status = :status, ${last}.#outcome = :status${output === undefined ? '' : ', #output = :output'}${error === undefined ? '' : `, ${last}.#error = :error`} REMOVE answer`,
        names: {
          '#outcome': 'outcome',
          ...(output !== undefined && { '#output': 'output' }),
          ...(error !== undefined && { '#error': 'error' }),
        },
        values: {
          ':status': status,
          ...(output !== undefined && { ':output': JSON.stringify(output) }),
          ...(error !== undefined && { ':error': error }),
        },
      });
    },
  };
}

interface UpdateParts {
  readonly update: string;
  /** Beside that the step is as it was read. */
  readonly condition?: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a step's item holds from its beginning, for one that nobody has run yet. */
const INITIAL =
  'stepId = :id, #plugin = :plugin, service = :service, #run = if_not_exists(#run, :run), leaseUntil = if_not_exists(leaseUntil, :at), attempts = if_not_exists(attempts, :none)';

const INITIAL_NAMES = { '#plugin': 'plugin', '#run': 'run' };

function initialValues({ step }: StepAsRead, run: number, at: string): Readonly<Record<string, unknown>> {
  return { ':id': step.id, ':plugin': step.name, ':service': step.service, ':run': run, ':at': at, ':none': [] };
}

/** That nobody has begun, ended or decided anything since the step was read. */
function unchanged(record: StepRecord | undefined): string {
  if (record === undefined) return 'attribute_not_exists(pk)';
  const operations =
    record.operations === undefined ? 'attribute_not_exists(operations)' : 'size(operations) = :operations';
  return `#status = :read AND size(attempts) = :attempts AND leaseUntil = :lease AND ${operations}`;
}

function valuesOf(record: StepRecord | undefined): Readonly<Record<string, unknown>> {
  if (record === undefined) return {};
  return {
    ':read': record.status,
    ':attempts': record.attempts.length,
    ':lease': record.leaseUntil,
    ...(record.operations !== undefined && { ':operations': record.operations.length }),
  };
}
