import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsServiceError } from '../../aws/aws-service.ts';
import type { Branch } from '../execution/branch.ts';
import { type HistoryEvent, notTruncated } from '../execution/history-event.ts';
import type { Execution } from '../journal/execution-store.ts';
import type { StoredDefinition } from '../journal/machine-store.ts';
import { type Json, maxPayloadBytes } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import type { ApiContext } from './api-context.ts';
import { requireMachineArn, requireName } from './arns.ts';
import { epochSeconds } from './epoch-seconds.ts';
import { findUsableMachine } from './find-records.ts';
import { parseInput } from './parse-input.ts';

const schema = z.strictObject({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= maxPayloadBytes, `Expected ${maxPayloadBytes} bytes at most`)
    .default('{}'),
  traceHeader: z.string().max(256).optional(),
});

/** The answer to StartExecution; `startDate` is in epoch seconds. */
export interface StartedExecution {
  executionArn: string;
  startDate: number;
}

/**
 * StartExecution. A repeat with the name and input of a running execution answers as the first did.
 *
 * @throws AwsServiceError `ExecutionAlreadyExists` when the name stands for another input or an execution that ended.
 */
export async function startExecution(context: ApiContext, body: unknown): Promise<StartedExecution> {
  const { stateMachineArn, name = randomUUID(), input } = parseInput(schema, body);
  const machine = findUsableMachine(context, requireMachineArn(stateMachineArn));
  const value = parseExecutionInput(input);
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${requireName(name)}`;
  const { stored, definition } = context.definitions.find(machine.definition.id);
  const startedAt = context.clock.now();
  const { timeoutSeconds } = definition;
  const root = rootBranch(value, definition.workflows.get('')?.startAt ?? '');
  const { created, execution } = await context.executions.create(
    {
      arn,
      machineArn: machine.arn,
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
  context.engine.launch(execution);
  return { executionArn: arn, startDate: epochSeconds(startedAt) };
}

function repeat(known: Execution, input: string): StartedExecution {
  if (known.status === 'RUNNING' && known.input === input) {
    return { executionArn: known.arn, startDate: epochSeconds(known.startedAt) };
  }
  throw new AwsServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

function parseExecutionInput(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Invalid State Machine Execution Input: '${reason}'`;
    throw new AwsServiceError('InvalidExecutionInput', message, 400, { cause });
  }
}

function rootBranch(input: Json, startAt: string): Branch {
  return {
    id: 1,
    parent: undefined,
    index: 0,
    workflow: '',
    state: startAt,
    input,
    variables: {},
    enteredAt: 0,
    enteredEvent: 0,
    // AWS lets the first state follow event 0, not ExecutionStarted.
    lastEvent: 0,
    retries: [],
    activity: { kind: 'entering' },
  };
}

function startedEvent(input: string, { roleArn }: StoredDefinition, at: number): HistoryEvent {
  const details = { executionStartedEventDetails: { input, inputDetails: notTruncated, roleArn } };
  return { id: 1, previous: 0, at, type: 'ExecutionStarted', details };
}
