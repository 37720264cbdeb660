import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';

/**
 * How an execution is doing; `GONE` when Step Functions knows none: it forgets one 90 days after its end, and does not
 * know yet one that was started a moment ago.
 */
export interface ExecutionState {
  readonly status: ExecutionStatus | 'GONE';
  readonly error?: string;
  readonly cause?: string;
}

/** The executions of the latest runs of orders. */
export interface Executions {
  /** Stops it; one that has ended, or never started, needs nothing. */
  stop(order: OrderRecord, reason: string): Promise<void>;
  /** Reads how it is doing. Eventually consistent, and with a quota of 10 to 15 calls a second for the whole account. */
  stateOf(order: OrderRecord): Promise<ExecutionState>;
}

/** The longest cause that StopExecution takes. Source: AWS Step Functions API Reference, StopExecution. */
const CAUSE_LENGTH = 32_768;

/**
 * Executions over Step Functions.
 *
 * @param prefix ARN of the tenant's state machines up to the sequence's name
 */
export function createExecutions(client: SFNClient, prefix: string): Executions {
  return {
    async stop(order, reason) {
      try {
        await client.send(
          new StopExecutionCommand({
            executionArn: executionArnOf(prefix, order),
            error: 'OrderCancelled',
            cause: reason.slice(0, CAUSE_LENGTH),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },

    async stateOf(order) {
      try {
        const { status, error, cause } = await client.send(
          new DescribeExecutionCommand({ executionArn: executionArnOf(prefix, order) }),
        );
        return {
          status: status ?? 'GONE',
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
        };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return { status: 'GONE' };
        throw error;
      }
    },
  };
}

function executionArnOf(prefix: string, { id, runs }: OrderRecord): string {
  const run = runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${id} to have a run, found none.`);
  const machine = `${prefix}${run.sequence.name}`.replace(':stateMachine:', ':execution:');
  return `${machine}:${executionNameOf(id, run.number)}`;
}
