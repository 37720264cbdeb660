import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { type DeliveryRecord, NO_OWNER } from '../../../core/webhooks/delivery-record.ts';
import { createStartStateMachine } from '../../../lambdas/step-functions.ts';
import { createStartDelivery } from '../../../lambdas/webhook-store/start-delivery.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';

const delivery: DeliveryRecord = {
  orderId: `order-${'7'.repeat(32)}`,
  sequence: 3,
  webhook: 'crm-feed',
  eventType: 'order.completed',
  orderType: 'new',
  status: 'waiting',
  round: 2,
  owner: NO_OWNER,
  ownedUntil: '2026-03-02T09:30:00.000Z',
  attempts: [],
  putOff: 0,
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
};

describe('createStartDelivery', () => {
  it('starts one execution per round', async () => {
    const client = new SFNClient({ region: 'eu-west-1' });
    const calls = mockClient(client).on(StartExecutionCommand).resolves({});
    const startDelivery = createStartDelivery(createStartStateMachine(client, PREFIX));
    for (const round of [2, 2, 3]) expect(await startDelivery({ ...delivery, round })).toBe(true);
    const inputs = calls.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);
    expect(inputs[0]).toMatchObject({
      stateMachineArn: `${PREFIX}webhook-delivery`,
      input: JSON.stringify({ webhook: 'crm-feed', orderId: delivery.orderId, sequence: 3, round: 2 }),
    });
    expect(inputs[1]).toEqual(inputs[0]);
    expect(inputs[2]?.name).not.toBe(inputs[0]?.name);
  });

  it('returns false if the execution of the round has ended, and throws other errors', async () => {
    const client = new SFNClient({ region: 'eu-west-1' });
    mockClient(client)
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists({ message: 'it is over', $metadata: {} }))
      .rejects(new Error('no connection'));
    const startDelivery = createStartDelivery(createStartStateMachine(client, PREFIX));
    expect(await startDelivery(delivery)).toBe(false);
    await expect(startDelivery(delivery)).rejects.toThrow('no connection');
  });
});
