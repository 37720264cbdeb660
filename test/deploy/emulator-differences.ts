import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
  ListStateMachinesCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { attemptsOf, stepStatus } from '../e2e/order-details.ts';
import type { ScenarioTarget } from '../e2e/scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from '../e2e/scenarios.ts';

/** A difference between the emulator and AWS that matters for recovery. */
export interface EmulatorDifference {
  /** What AWS does. */
  readonly aws: string;
  /** What the emulator does instead. */
  readonly instead: string;
  /** Demonstrates it, so that a release which closes the difference is noticed. */
  readonly play: (target: ScenarioTarget) => Promise<void>;
}

const SOON = { timeout: 20_000 };
const ZUORA_IS_DOWN = { partner: 'zuora', path: '/v1/orders', fault: '503', times: 1 };
const SALESFORCE_IS_DOWN = { partner: 'salesforce', path: '/services/data', fault: '503', times: 1 };

/** Longer than the default wait before a step's second attempt, a second. */
const PAUSE_MS = 2_000;

/**
 * All known differences. None of them changes how a scenario of test/e2e ends; emulator-adjustments.ts compensates for those
 * that would.
 */
export const EMULATOR_DIFFERENCES: readonly EmulatorDifference[] = [
  {
    aws: 'An execution that is aborted between two attempts of a Task makes no other attempt.',
    instead: 'the next attempt of an aborted execution still starts, and the step host rejects it',
    play: async (target) => {
      await target.faults(ZUORA_IS_DOWN);
      const id = await submit(target);
      await expect.poll(() => stepStatus(target, id, 'zuora'), SOON).toBe('transient');

      await abort(target, 'default', id);

      expect(await waitUntilAtRest(target, id)).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });
      const afterwards = async () => {
        const events = await history(target, 'default', id);
        const end = events.findIndex(({ type }) => type === 'ExecutionAborted');
        return events.slice(end + 1).map(({ taskFailedEventDetails }) => taskFailedEventDetails?.error);
      };
      await expect.poll(afterwards, SOON).toContain('StepRefused');
      expect(await attemptsOf(target, id, 'zuora')).toEqual(['run transient']);
      const zuora = (await target.effects()).filter(({ partner }) => partner === 'zuora');
      expect(zuora.map(({ kind }) => kind)).not.toContain('subscription.created');
    },
  },
  {
    aws: 'A function that fails ends a Task that would wait for its callback, so Retry calls it again.',
    instead: 'a Task keeps waiting for its callback although its function failed',
    play: async (target) => {
      await target.faults(SALESFORCE_IS_DOWN);
      const id = await submit(target, { processing_type: 'approved' });
      await expect.poll(() => stepStatus(target, id, 'approval'), SOON).toBe('transient');

      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

      const types = (await history(target, 'approved', id)).map(({ type }) => type);
      expect(types).toEqual(['ExecutionStarted', 'TaskStateEntered', 'TaskScheduled']);
      await abort(target, 'approved', id);
      expect(await waitUntilAtRest(target, id)).toMatchObject({ status: 'failed', failure: { step: 'approval' } });
    },
  },
  {
    aws: 'An execution that is started on a version of a state machine runs the definition of that version.',
    instead:
      'an execution that is started on a version runs the latest definition (test/e2e/canary.test.ts shows that ours run theirs)',
    play: async ({ stepFunctions }) => {
      const definition = (Output: string): string =>
        JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } });
      // The emulator looks for the role, so it is that of a deployed state machine.
      const { stateMachines: [deployed] = [] } = await stepFunctions.send(new ListStateMachinesCommand({}));
      const { roleArn } = await stepFunctions.send(
        new DescribeStateMachineCommand({ stateMachineArn: deployed?.stateMachineArn }),
      );
      const machine = { name: `versions-${Date.now()}`, roleArn };
      const { stateMachineArn } = await stepFunctions.send(
        new CreateStateMachineCommand({ ...machine, definition: definition('published') }),
      );
      const { stateMachineVersionArn } = await stepFunctions.send(
        new PublishStateMachineVersionCommand({ stateMachineArn }),
      );
      await stepFunctions.send(new UpdateStateMachineCommand({ stateMachineArn, definition: definition('latest') }));
      const { executionArn } = await stepFunctions.send(
        new StartExecutionCommand({ stateMachineArn: stateMachineVersionArn }),
      );
      const output = async () => (await stepFunctions.send(new DescribeExecutionCommand({ executionArn }))).output;
      await expect.poll(output, SOON).toBe('"latest"');
      await stepFunctions.send(new DeleteStateMachineCommand({ stateMachineArn }));
    },
  },
];

async function submit(target: ScenarioTarget, changes: object = {}): Promise<string> {
  return ((await target.api('POST', '/orders', { ...(await exampleOrder()), ...changes })).body as OrderView).id;
}

async function abort(target: ScenarioTarget, sequence: string, orderId: string): Promise<void> {
  const executionArn = target.executionArn(sequence, orderId, 1);
  await target.stepFunctions.send(new StopExecutionCommand({ executionArn }));
}

async function history(
  target: ScenarioTarget,
  sequence: string,
  orderId: string,
): Promise<NonNullable<GetExecutionHistoryCommandOutput['events']>> {
  const executionArn = target.executionArn(sequence, orderId, 1);
  const { events = [] } = await target.stepFunctions.send(new GetExecutionHistoryCommand({ executionArn }));
  return events;
}
