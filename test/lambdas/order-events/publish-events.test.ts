import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import { createPublishEvents } from '../../../lambdas/order-events/publish-events.ts';
import { storedOrder } from '../api/stored-order.ts';

const AT = '2026-11-22T10:00:00.000Z';

function eventsOf(count: number) {
  const events = Array.from({ length: count }, () => ({ type: 'order.error' as const, occurredAt: AT, run: 1 }));
  return orderEventsOf(storedOrder(1, { events }));
}

function bus() {
  const client = new EventBridgeClient({ region: 'eu-west-1' });
  const calls = mockClient(client);
  return { calls, publish: createPublishEvents(client, 'acme-bus', 'acme') };
}

describe('publishing events', () => {
  it("puts them on the tenant's bus with their type, time and stable id", async () => {
    const { calls, publish } = bus();
    calls.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const [event] = eventsOf(1);

    await publish(event === undefined ? [] : [event]);

    const [entry] = calls.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries ?? [];
    expect(entry).toMatchObject({
      EventBusName: 'acme-bus',
      Source: 'orders.acme',
      DetailType: 'order.error',
      Time: new Date(AT),
    });
    expect(JSON.parse(entry?.Detail ?? '')).toEqual({ ...event, id: `${event?.orderId}#1` });
  });

  it.each([
    [0, []],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('puts %i events in calls of %j, in order', async (count, sizes) => {
    const { calls, publish } = bus();
    calls.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await publish(eventsOf(count));
    const entries = calls.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? []);
    expect(entries.map((call) => call.length)).toEqual(sizes);
    const numbers = entries.flat().map((entry) => JSON.parse(entry.Detail ?? '').sequence);
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('names the events that the bus rejected although the call succeeded', async () => {
    const { calls, publish } = bus();
    calls.on(PutEventsCommand).resolves({
      FailedEntryCount: 1,
      Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }],
    });
    const [, second] = eventsOf(2);
    await expect(publish(eventsOf(2))).rejects.toMatchObject({
      name: 'EventsNotPublished',
      message: expect.stringContaining(`rejected 1 of 2 events: ${second?.id} (ThrottlingException)`),
    });
  });

  it('stops at a call that fails, so that no event overtakes another', async () => {
    const { calls, publish } = bus();
    calls.on(PutEventsCommand).rejectsOnce(new Error('no connection')).resolves({ FailedEntryCount: 0 });
    await expect(publish(eventsOf(11))).rejects.toThrow('no connection');
    expect(calls.commandCalls(PutEventsCommand)).toHaveLength(1);
  });
});
