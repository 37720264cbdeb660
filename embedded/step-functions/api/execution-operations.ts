import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import { AwsServiceError } from '../../aws/aws-service.ts';
import { abortExecution } from '../execution/execution-runner.ts';
import type { Branch } from '../journal/branch.ts';
import { EXECUTION_STATUSES, type Execution } from '../journal/execution-store.ts';
import { type HistoryEvent, NOT_TRUNCATED } from '../journal/history-event.ts';
import type { StoredDefinition } from '../journal/machine-store.ts';
import { MAX_PAYLOAD_BYTES, parseJson } from '../payload.ts';
import type { ApiContext, Operations } from './api-context.ts';
import { findExecution, findMachine, findStartable, requireName } from './find-records.ts';
import { epochSeconds, includedData, paging, parseInput, readPageToken, writePageToken } from './requests.ts';

const stopSchema = z.strictObject({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32_768).optional(),
});
const describeSchema = z.strictObject({ executionArn: z.string(), includedData });
const listSchema = z.strictObject({
  stateMachineArn: z.string(),
  // No execution of the emulator can have PENDING_REDRIVE, a status of AWS.
  statusFilter: z.enum([...EXECUTION_STATUSES, 'PENDING_REDRIVE']).optional(),
  redriveFilter: z.enum(['NOT_REDRIVEN', 'REDRIVEN']).optional(),
  ...paging,
});

/** Returns StartExecution, StopExecution, DescribeExecution, ListExecutions. */
export function executionOperations(context: ApiContext): Operations {
  const { executions, engine } = context;
  return {
    StartExecution: (body) => startExecution(context, body),
    async StopExecution(body) {
      const { executionArn, error, cause } = parseInput(stopSchema, body);
      const { seq, arn } = findExecution(context, executionArn);
      const reason = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      await engine.run(seq, (memory) => abortExecution(memory, reason));
      const { stoppedAt, startedAt } = findExecution(context, arn);
      return { stopDate: epochSeconds(stoppedAt ?? startedAt) };
    },
    DescribeExecution(body) {
      const request = parseInput(describeSchema, body);
      const execution = findExecution(context, request.executionArn);
      const { arn, machineArn, name, status, startedAt, stoppedAt, input, output, error, cause } = execution;
      const withData = request.includedData === 'ALL_DATA';
      return {
        executionArn: arn,
        stateMachineArn: machineArn,
        name,
        status,
        startDate: epochSeconds(startedAt),
        ...(stoppedAt !== undefined && { stopDate: epochSeconds(stoppedAt) }),
        ...(withData && { input, inputDetails: { included: true } }),
        ...(withData && output !== undefined && { output, outputDetails: { included: true } }),
        ...(error !== undefined && { error }),
        ...(withData && cause !== undefined && { cause }),
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Redrive is not supported',
      };
    },
    ListExecutions(body) {
      const { stateMachineArn, statusFilter, redriveFilter, maxResults, nextToken } = parseInput(listSchema, body);
      const { arn: machineArn } = findMachine(context, stateMachineArn);
      if (statusFilter === 'PENDING_REDRIVE' || redriveFilter === 'REDRIVEN') return { executions: [] };
      const list = `executions ${machineArn} ${statusFilter ?? ''}`;
      const before = readPageToken(list, nextToken) ?? Number.MAX_SAFE_INTEGER;
      const page = executions.page({ machineArn, status: statusFilter, before, limit: maxResults + 1 });
      const last = page[maxResults - 1];
      return {
        executions: page.slice(0, maxResults).map(({ arn, name, status, startedAt, stoppedAt }) => ({
          executionArn: arn,
          stateMachineArn: machineArn,
          name,
          status,
          startDate: epochSeconds(startedAt),
          ...(stoppedAt !== undefined && { stopDate: epochSeconds(stoppedAt) }),
          redriveCount: 0,
        })),
        ...(page.length > maxResults && last !== undefined && { nextToken: writePageToken(list, last.seq) }),
      };
    },
  };
}

const schema = z.strictObject({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES, `Expected ${MAX_PAYLOAD_BYTES} bytes at most`)
    .default('{}'),
  traceHeader: z.string().max(256).optional(),
});

/** The response of StartExecution; `startDate` is in epoch seconds. */
export interface StartedExecution {
  readonly executionArn: string;
  readonly startDate: number;
}

/**
 * Starts an execution. A repeat with the name and input of a running execution returns that execution.
 *
 * @throws AwsServiceError `ExecutionAlreadyExists` when the name is taken by another input or by an ended execution.
 */
export async function startExecution(context: ApiContext, body: unknown): Promise<StartedExecution> {
  const { stateMachineArn, name = randomUUID(), input } = parseInput(schema, body);
  const { machineArn, definition: definitionId } = findStartable(context, stateMachineArn);
  const value = parseExecutionInput(input);
  const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${requireName(name)}`;
  const { stored, definition } = context.definitions.find(definitionId);
  const startedAt = context.clock.now();
  const { timeoutSeconds } = definition;
  const root = rootBranch(value, definition.workflows.get('')?.startAt ?? '');
  const { created, execution } = await context.executions.create(
    {
      arn,
      machineArn,
      definition: stored.id,
      name,
      input,
      startedAt,
      timeoutAt: timeoutSeconds === undefined ? undefined : context.clock.after(timeoutSeconds),
      output: undefined,
      error: undefined,
      cause: undefined,
      stoppedAt: undefined,
    },
    root,
    startedEvent(input, stored, startedAt),
  );
  if (!created) return repeat(execution, input);
  context.engine.launch(execution, root);
  return { executionArn: arn, startDate: epochSeconds(startedAt) };
}

function repeat(known: Execution, input: string): StartedExecution {
  if (known.status === 'RUNNING' && known.input === input) {
    return { executionArn: known.arn, startDate: epochSeconds(known.startedAt) };
  }
  throw new AwsServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

function parseExecutionInput(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Invalid State Machine Execution Input: '${reason}'`;
    throw new AwsServiceError('InvalidExecutionInput', message, 400, { cause });
  }
}

function rootBranch(input: JsonValue, startAt: string): Branch {
  return {
    id: 1,
    parent: undefined,
    index: 0,
    workflow: '',
    state: startAt,
    input,
    enteredAt: 0,
    enteredEvent: 0,
    // On AWS the first state follows event 0, not ExecutionStarted.
    lastEvent: 0,
    retries: [],
    activity: { kind: 'entering' },
  };
}

function startedEvent(input: string, { roleArn }: StoredDefinition, at: number): HistoryEvent {
  const details = { executionStartedEventDetails: { input, inputDetails: NOT_TRUNCATED, roleArn } };
  return { id: 1, previous: 0, at, type: 'ExecutionStarted', details };
}
