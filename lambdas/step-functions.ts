import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  InvalidToken,
  PublishStateMachineVersionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { encodeError } from '../blueprint/wire/error.ts';
import type { RunEdition } from '../core/order/run-edition.ts';
import { MAX_ATTEMPTS, type RequestTimeouts } from './clients.ts';
import type { WaitEnd } from './order-store/operator-step-store.ts';

/**
 * Creates a client of the tenant's state machines.
 *
 * It is not in `clients.ts`, so that a plugin loads it only for a step that waits for a callback.
 */
export function stepFunctionsClient(requestHandler: RequestTimeouts = {}): SFNClient {
  return new SFNClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}

/**
 * Starts an execution of one of the tenant's state machines, given the machine's name without the tenant's prefix, the
 * execution's name (at most 80 characters) and its input.
 *
 * A repeated start of an execution that is still running with the same input succeeds. Source: AWS Step Functions API
 * Reference, StartExecution.
 *
 * @param edition starts the machine's version of this edition. @default what is deployed
 * @returns false if the name was used before and the execution has ended or has another input
 */
export type StartStateMachine = (
  machine: string,
  name: string,
  input: object,
  edition?: Pick<RunEdition, 'machines'>,
) => Promise<boolean>;

/**
 * Creates the function that starts executions over Step Functions.
 *
 * @param prefix ARN of the tenant's state machines up to the machine's own name
 */
export function createStartStateMachine(client: SFNClient, prefix: string): StartStateMachine {
  return async (machine, name, input, edition) => {
    const version = edition?.machines[machine];
    const stateMachineArn = `${prefix}${machine}${version === undefined ? '' : `:${version}`}`;
    const command = { stateMachineArn, name, input: JSON.stringify(input) };
    try {
      await client.send(new StartExecutionCommand(command));
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  };
}

/**
 * Publishes a version of one of the tenant's state machines as it is deployed, given its name without the tenant's prefix. Publishing the same
 * again returns the same version. Source: AWS Step Functions API Reference, PublishStateMachineVersion.
 *
 * @returns the number of the version
 */
export type PublishVersion = (machine: string) => Promise<number>;

/** Creates the function that publishes versions over Step Functions. @param prefix as of `createStartStateMachine` */
export function createPublishVersion(client: SFNClient, prefix: string): PublishVersion {
  return async (machine) => {
    const stateMachineArn = `${prefix}${machine}`;
    const { stateMachineVersionArn } = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    const version = Number(stateMachineVersionArn?.split(':').at(-1));
    if (Number.isInteger(version)) return version;
    throw new TypeError(`Expected the ARN of a version of ${machine}, found ${stateMachineVersionArn}.`);
  };
}

/**
 * State of an execution. Its status is `GONE` if Step Functions does not know it: it deletes an execution 90 days after its
 * end, and may not return one yet that was just started.
 */
export interface ExecutionState {
  readonly status: ExecutionStatus | 'GONE';
  readonly error?: string;
  readonly cause?: string;
}

/** Stops and describes executions by the name of their machine and their own name. */
export interface StateMachineExecutions {
  /** Stops an execution. Does nothing if it has ended or was never started. */
  stop(machine: string, name: string, reason: { readonly error: string; readonly cause: string }): Promise<void>;
  /** Reads an execution's status. Eventually consistent, with a quota of 10 to 15 calls a second for the whole account. */
  describe(machine: string, name: string): Promise<ExecutionState>;
}

/** Longest cause that StopExecution accepts. Source: AWS Step Functions API Reference, StopExecution. */
const MAX_CAUSE_LENGTH = 32_768;

/**
 * Creates access to executions over Step Functions.
 *
 * @param prefix ARN of the tenant's state machines up to the machine's own name
 */
export function createStateMachineExecutions(client: SFNClient, prefix: string): StateMachineExecutions {
  const arnOf = (machine: string, name: string) =>
    `${prefix}${machine}`.replace(':stateMachine:', ':execution:').concat(':', name);
  return {
    async stop(machine, name, { error, cause }) {
      const command = { executionArn: arnOf(machine, name), error, cause: cause.slice(0, MAX_CAUSE_LENGTH) };
      try {
        await client.send(new StopExecutionCommand(command));
      } catch (thrown) {
        if (!(thrown instanceof ExecutionDoesNotExist)) throw thrown;
      }
    },

    async describe(machine, name) {
      try {
        const { status, error, cause } = await client.send(
          new DescribeExecutionCommand({ executionArn: arnOf(machine, name) }),
        );
        return {
          status: status ?? 'GONE',
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
        };
      } catch (thrown) {
        if (thrown instanceof ExecutionDoesNotExist) return { status: 'GONE' };
        throw thrown;
      }
    },
  };
}

/** Reports a step's result to the waiting task. Returns `false` if the token has expired. */
export type SendTaskResult = (taskToken: string, end: WaitEnd) => Promise<boolean>;

/** Creates the function that reports results over Step Functions, in the same form as the step host. */
export function createSendTaskResult(client: SFNClient): SendTaskResult {
  return (taskToken, { status, output = {}, error }) =>
    unlessExpired(
      error === undefined
        ? client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ outcome: status, output }) }))
        : client.send(
            new SendTaskFailureCommand({
              taskToken,
              error: error.name,
              cause: encodeError(error),
            }),
          ),
    );
}

/** Sends a heartbeat for a waiting task. Returns `false` if the token has expired. */
export type SendTaskHeartbeat = (taskToken: string) => Promise<boolean>;

/** Creates the function that sends heartbeats over Step Functions. */
export function createSendTaskHeartbeat(client: SFNClient): SendTaskHeartbeat {
  return (taskToken) => unlessExpired(client.send(new SendTaskHeartbeatCommand({ taskToken })));
}

/** Returns whether Step Functions accepted a call about a task; `false` if the task's token has expired. */
async function unlessExpired(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
      return false;
    throw error;
  }
}
