import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { onOwnStore } from '../../../contract/own-store.ts';
import type { LambdaOutcome } from '../../../embedded/lambda/lambda-outcome.ts';
import { openStepFunctions, type StepFunctions } from '../../../embedded/step-functions/step-functions.ts';
import type { ExecutionStatusChange } from '../../../embedded/step-functions/step-functions-options.ts';

export const region = 'eu-west-1';
export const accountId = '000000000000';
export const roleArn = `arn:aws:iam::${accountId}:role/states`;

/** A stubbed Lambda: returns its result, or throws to fail with the error's name. */
export type LambdaStub = (payload: never, call: number, functionArn: string) => unknown;

export interface FixtureOptions {
  file?: string;
  lambda?: LambdaStub;
  timeScale?: number;
  started?: boolean;
  /** Registers what to close. @default at the end of the test */
  atEnd?: AtEnd;
}

/** Registers a function to call at the end, in reverse order of registration. */
export type AtEnd = (close: () => void | Promise<void>) => void;

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  type: string;
  [details: string]: unknown;
}

export interface Described {
  executionArn: string;
  status: string;
  output?: string;
  error?: string;
  cause?: string;
  input?: string;
  startDate: number;
  stopDate?: number;
}

/** Creates a temporary folder that is deleted at the end. */
export function temporaryFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'step-functions-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens an interpreter that closes at the end, with shortcuts to use it. */
export function createFixture(options: FixtureOptions = {}) {
  const { atEnd = onTestFinished } = options;
  const file = options.file ?? join(temporaryFolder(atEnd), 'journal.sqlite');
  const calls: { functionArn: string; payload: unknown }[] = [];
  const changes: ExecutionStatusChange[] = [];
  const service = onOwnStore(file, (store) =>
    openStepFunctions({
      store,
      region,
      accountId,
      timeScale: options.timeScale ?? 100,
      invokeLambda: async (functionArn, payload) => {
        calls.push({ functionArn, payload });
        return outcomeOf(() => options.lambda?.(payload as never, calls.length, functionArn) ?? null);
      },
      onStatusChange: (detail) => changes.push(detail),
    }),
  );
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await service.close();
  };
  atEnd(close);
  if (options.started !== false) service.start();
  return { file, service, calls, changes, close, ...shortcuts(service) };
}

export type Fixture = ReturnType<typeof createFixture>;

async function outcomeOf(run: () => unknown): Promise<LambdaOutcome> {
  try {
    return { ok: true, payload: await run(), requestId: 'request-1' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { name: errorType, message: errorMessage } = error;
    return { ok: false, errorType, errorMessage, payload: { errorType, errorMessage, trace: [] } };
  }
}

function shortcuts(service: StepFunctions) {
  const call = async <Answer>(operation: string, input: Record<string, unknown>): Promise<Answer> =>
    (await service.call(operation, input)) as Answer;
  const create = async (definition: object, name = 'machine'): Promise<string> => {
    const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
    const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', {
      name,
      definition: text,
      roleArn,
    });
    return stateMachineArn;
  };
  const start = async (stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> => {
    const { executionArn } = await call<{ executionArn: string }>('StartExecution', {
      stateMachineArn,
      input: JSON.stringify(input),
      ...(name !== undefined && { name }),
    });
    return executionArn;
  };
  const describeExecution = (executionArn: string) => call<Described>('DescribeExecution', { executionArn });
  const ended = (executionArn: string): Promise<Described> =>
    until(async () => {
      const described = await describeExecution(executionArn);
      return described.status === 'RUNNING' ? undefined : described;
    });
  const history = async (executionArn: string): Promise<HistoryEvent[]> =>
    (await call<{ events: HistoryEvent[] }>('GetExecutionHistory', { executionArn, maxResults: 1000 })).events;
  const types = async (executionArn: string): Promise<string[]> =>
    (await history(executionArn)).map(({ type }) => type);
  /** Creates, starts and waits for the end. */
  const run = async (definition: object, input: unknown = {}) => {
    const executionArn = await start(await create(definition), input);
    const described = await ended(executionArn);
    const events = await history(executionArn);
    return {
      ...described,
      executionArn,
      result: described.output === undefined ? undefined : (JSON.parse(described.output) as unknown),
      events,
      types: events.map(({ type }) => type),
      path: events.filter(({ type }) => type.endsWith('StateEntered')).map((event) => enteredName(event)),
    };
  };
  return { call, create, start, describeExecution, ended, history, types, run };
}

function enteredName({ stateEnteredEventDetails: details }: HistoryEvent): string {
  return (details as { name: string }).name;
}

/** Polls until there is a value; fails after twenty seconds. */
export async function until<Value>(read: () => Promise<Value | undefined> | Value | undefined): Promise<Value> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  throw new Error('Expected a value within twenty seconds, found none');
}

/** A Task that invokes the stubbed Lambda with the state's input and returns its payload. */
export function lambdaTask(fields: object = {}): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'stub', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    ...fields,
  };
}

/** An error with which a stubbed Lambda fails. */
export function lambdaError(name: string, message = 'it failed'): Error {
  return Object.assign(new Error(message), { name });
}
