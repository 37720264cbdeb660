import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createClient } from '../../step-functions-client.ts';
import { type AtEnd, createFixture, type Fixture, lambdaError, roleArn, until } from '../../step-functions-fixture.ts';
import type { ConformanceCase, TaskAnswer } from './conformance-case.ts';
import { sendAnswers } from './send-answers.ts';

/** The result of a case. */
export type Played = { rejection: Error } | PlayedExecution;

/** The result of an execution. */
export interface PlayedExecution {
  rejection?: undefined;
  described: DescribeExecutionOutput;
  history: readonly HistoryEvent[];
  /** How many times Lambda functions were called. */
  calls: number;
  /** The name of the error with which each answer was rejected; undefined if it was accepted. */
  answered: readonly (string | undefined)[];
}

/** How much faster than in their definitions cases run by default. */
export const defaultTimeScale = 1000;

/** An interpreter with a client, and the next results of its Lambda functions. */
interface Stage {
  fixture: Fixture;
  client: SFNClient;
  tasks: readonly TaskAnswer[];
  callsBefore: number;
}

/** Plays cases one after the other through the AWS SDK. Cases with the same time scale share an interpreter. */
export function createPlayer(atEnd: AtEnd): (played: ConformanceCase) => Promise<Played> {
  const stages = new Map<number, Promise<Stage>>();
  let machines = 0;
  return async (played) => {
    const { timeScale = defaultTimeScale } = played;
    const opened = stages.get(timeScale) ?? openStage(timeScale, atEnd);
    stages.set(timeScale, opened);
    const stage = await opened;
    stage.tasks = played.tasks ?? [];
    stage.callsBefore = stage.fixture.calls.length;
    machines += 1;
    return playOn(stage, played, `machine-${machines}`);
  };
}

async function openStage(timeScale: number, atEnd: AtEnd): Promise<Stage> {
  const answer = (call: number): unknown => {
    const { tasks, callsBefore } = stage;
    return sendTaskResult(tasks[call - 1 - callsBefore] ?? tasks.at(-1));
  };
  const fixture = createFixture({ timeScale, atEnd, lambda: (_, call) => answer(call) });
  const stage: Stage = { fixture, client: await createClient(fixture, atEnd), tasks: [], callsBefore: 0 };
  return stage;
}

async function playOn({ fixture, client, callsBefore }: Stage, played: ConformanceCase, name: string): Promise<Played> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...played.definition });
  const created = await client
    .send(new CreateStateMachineCommand({ name, definition, roleArn }))
    .catch((rejection: Error) => rejection);
  if (created instanceof Error) return { rejection: created };
  const { stateMachineArn } = created;
  const input = played.input === undefined ? {} : { input: JSON.stringify(played.input) };
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, ...input }));
  const isOver = (): boolean =>
    fixture.changes.some((change) => change.executionArn === executionArn && change.status !== 'RUNNING');
  const answers = played.answers ?? [];
  const answered = await sendAnswers(client, answers, { fixture, executionArn, callsBefore, isOver });
  await until(() => isOver() || undefined);
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return { described, history: events, calls: fixture.calls.length - callsBefore, answered };
}

function sendTaskResult(answer: TaskAnswer | undefined): unknown {
  if (answer === undefined) return null;
  if ('fails' in answer) throw lambdaError(answer.fails, answer.message);
  return 'gives' in answer ? answer.gives : new Promise(() => undefined);
}
