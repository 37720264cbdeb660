import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createStartHeal } from '../../../lambdas/order-runs/start-heal.ts';
import { createStartStateMachine } from '../../../lambdas/step-functions.ts';
import { storedOrder } from '../api/stored-order.ts';
import { sampleSequence } from './sample-sequence.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const order = storedOrder(1, { status: 'processing' });
const unknown = { message: 'unknown', $metadata: {} };

function stepFunctions() {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { client, calls: mockClient(client) };
}

describe('createStartHeal', () => {
  const [step] = sampleSequence({ onCriticalFailure: 'stop' }).steps;
  if (step === undefined) throw new TypeError('Expected a step.');
  const healing = { orderId: order.id, run: 1, step, results: { crm: { contact: 'C-1' } }, waitSeconds: 0 };

  it('starts one execution for each trigger, within the length of a name', async () => {
    const { client, calls } = stepFunctions();
    calls.on(StartExecutionCommand).resolves({});
    const startHeal = createStartHeal(createStartStateMachine(client, PREFIX));
    await startHeal({ ...healing, trigger: 2 });
    await startHeal({ ...healing, trigger: 3 });
    const inputs = calls.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(2);
    expect(inputs.every(({ name = '' }) => name.length <= 80)).toBe(true);
    expect(inputs[0]?.stateMachineArn).toBe(`${PREFIX}heal`);
    expect(JSON.parse(inputs[0]?.input ?? '')).toMatchObject({
      orderId: order.id,
      run: 1,
      function: `plugin-${step.name}`,
      results: { crm: { contact: 'C-1' } },
      wait: { seconds: 0 },
    });
  });

  it('accepts one that was started before, and rethrows other errors', async () => {
    const { client, calls } = stepFunctions();
    calls
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists(unknown))
      .rejects(new Error('no connection'));
    const startHeal = createStartHeal(createStartStateMachine(client, PREFIX));
    await expect(startHeal({ ...healing, trigger: 2 })).resolves.toBeUndefined();
    await expect(startHeal({ ...healing, trigger: 2 })).rejects.toThrow('no connection');
  });
});
