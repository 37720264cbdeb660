import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onOwnStore } from '../../../contract/own-store.ts';
import type { TargetClients } from '../../../embedded/eventbridge/deliver-event.ts';
import {
  type EventBridge,
  type EventBridgeOptions,
  openEventBridge,
} from '../../../embedded/eventbridge/event-bridge.ts';
import type { LambdaOutcome } from '../../../embedded/lambda/lambda-outcome.ts';

const LAMBDA = 'arn:aws:lambda:eu-west-1:000000000000:function:acme-sender';
const MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-webhooks';
const DONE: LambdaOutcome = { ok: true, payload: null, requestId: 'r' };

let directory: string;
let open: EventBridge[];
let invoked: { arn: string; payload: unknown }[];
let started: { stateMachineArn: string; name: string; input: string }[];
/** Outcomes of the next invocations; the last one stays. */
let outcomes: LambdaOutcome[];

function openBridge(options: Partial<EventBridgeOptions> = {}): EventBridge {
  const clients: TargetClients = {
    async invokeLambda(arn, payload) {
      invoked.push({ arn, payload });
      return (outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? DONE;
    },
    async startExecution(input) {
      started.push(input);
    },
  };
  const file = join(directory, 'events.sqlite');
  const bridge = onOwnStore(file, (store) =>
    openEventBridge({ store, region: 'eu-west-1', accountId: '000000000000', ...clients, ...options }),
  );
  open.push(bridge);
  return bridge;
}

const entry = (overrides: object = {}) => ({
  Source: 'orders.acme',
  DetailType: 'order.completed',
  Detail: '{"orderId":"order-1"}',
  EventBusName: 'orders-acme',
  ...overrides,
});

async function addRule(bridge: EventBridge, target: object = {}, pattern: object = { source: ['orders.acme'] }) {
  await bridge.call('CreateEventBus', { Name: 'orders-acme' });
  await bridge.call('PutRule', { Name: 'feed', EventBusName: 'orders-acme', EventPattern: JSON.stringify(pattern) });
  const targets = [{ Id: 'sender', Arn: LAMBDA, ...target }];
  await bridge.call('PutTargets', { Rule: 'feed', EventBusName: 'orders-acme', Targets: targets });
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'events-'));
  [open, invoked, started, outcomes] = [[], [], [], [DONE]];
});
afterEach(async () => {
  await Promise.all(open.map((bridge) => bridge.close()));
  await rm(directory, { recursive: true });
});

describe('PutEvents', () => {
  it('stores an event in the form that EventBridge delivers', async () => {
    const bridge = openBridge();
    const answer = await bridge.putEvents([entry({ Resources: ['arn:x'], Time: 1_700_000_000 })]);
    const [event] = bridge.events();
    expect(event).toEqual({
      bus: 'orders-acme',
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'order.completed',
      source: 'orders.acme',
      account: '000000000000',
      time: '2023-11-14T22:13:20Z',
      region: 'eu-west-1',
      resources: ['arn:x'],
      detail: { orderId: 'order-1' },
    });
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: event?.id }] });
  });

  it.each([
    [
      'a bus by its ARN',
      { EventBusName: 'arn:aws:events:eu-west-1:000000000000:event-bus/orders-acme' },
      'orders-acme',
    ],
    ['no bus', { EventBusName: undefined }, 'default'],
  ])('accepts %s', (_, overrides, bus) => {
    const bridge = openBridge();
    bridge.putEvents([entry(overrides)]);
    expect(bridge.events()).toEqual([expect.objectContaining({ bus })]);
  });

  it.each([
    ['no source', { Source: undefined }, 'InvalidArgument', /Source is a required argument/],
    ['an empty detail type', { DetailType: '' }, 'InvalidArgument', /DetailType is a required argument/],
    ['a detail type of 129 bytes', { DetailType: 'x'.repeat(129) }, 'InvalidArgument', /over 128/],
    ['no detail', { Detail: undefined }, 'InvalidArgument', /Detail is a required argument/],
    ['a detail that is not JSON', { Detail: '{oops' }, 'MalformedDetail', /malformed/],
    [
      'a detail that is too deep',
      { Detail: `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}` },
      'MalformedDetail',
      /malformed/,
    ],
    ['a detail that is not an object', { Detail: '[1]' }, 'MalformedDetail', /malformed/],
    ['a source of AWS', { Source: 'aws.states' }, 'NotAuthorizedForSourceException', /Not authorized/],
  ])('rejects an entry with %s and accepts the next one', async (_, overrides, ErrorCode, message) => {
    const bridge = openBridge();
    expect(await bridge.putEvents([entry(overrides), entry()])).toEqual({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode, ErrorMessage: expect.stringMatching(message) }, { EventId: expect.any(String) }],
    });
    expect(bridge.events()).toHaveLength(1);
  });

  it.each([
    ['no entries', []],
    ['eleven entries', Array.from({ length: 11 }, () => entry())],
    ['more than 1 MB', [entry({ Detail: JSON.stringify({ text: 'x'.repeat(1024 * 1024) }) })]],
    ['an entry that is not an object', ['text']],
  ])('rejects a request with %s and stores nothing', async (_, entries) => {
    const bridge = openBridge();
    await expect(bridge.putEvents(entries)).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
    expect(bridge.events()).toEqual([]);
  });

  it('accepts ten entries', async () => {
    expect(await openBridge().putEvents(Array.from({ length: 10 }, () => entry()))).toMatchObject({
      FailedEntryCount: 0,
    });
  });

  it('rejects unknown operations, and lists the supported ones', async () => {
    await expect(openBridge().call('CreateArchive', {})).rejects.toThrow(
      /^CreateArchive is not supported\. Supported: .*PutEvents/,
    );
  });
});

describe('delivery', () => {
  it('sends a matching event to a function', async () => {
    const bridge = openBridge();
    bridge.start();
    await addRule(bridge);
    bridge.putEvents([entry(), entry({ Source: 'other' }), entry({ EventBusName: 'default' })]);
    await expect.poll(() => invoked.length).toBe(1);
    const { bus: _, ...event } = bridge.events()[0] ?? { bus: '' };
    expect(invoked).toEqual([{ arn: LAMBDA, payload: event }]);
  });

  it('starts an execution once, however often the delivery is attempted', async () => {
    const failures = ['ThrottlingException', 'ExecutionAlreadyExists'];
    const bridge = openBridge({
      timeScale: 1000,
      async startExecution(input) {
        started.push(input);
        const name = failures.shift();
        if (name !== undefined) throw Object.assign(new Error('again'), { name });
      },
    });
    bridge.start();
    await addRule(bridge, { Arn: MACHINE });
    bridge.putEvents([entry()]);
    await expect.poll(() => started.length).toBe(2);
    const [first, second] = started;
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      stateMachineArn: MACHINE,
      name: expect.stringMatching(/^[0-9a-f-]{36}_[0-9a-f]{16}$/),
    });
    expect(JSON.parse(first?.input ?? '')).toMatchObject({
      'detail-type': 'order.completed',
      detail: { orderId: 'order-1' },
    });
    await bridge.close();
    open = [];
    expect(reopened().deadLetters()).toEqual([]);
  });

  it.each([
    ['all of the event', {}, expect.objectContaining({ source: 'orders.acme' })],
    ['a part of it', { InputPath: '$.detail' }, { orderId: 'order-1' }],
    ['a missing part', { InputPath: '$.detail.shop' }, null],
    [
      'a filled template',
      {
        InputTransformer: {
          InputPathsMap: { id: '$.detail.orderId', none: '$.detail.none', all: '$.detail' },
          InputTemplate: '{"id":<id>,"text":"order <id>, <none>.","none":<none>,"all":<all>,"fixed":7}',
        },
      },
      { id: 'order-1', text: 'order order-1, .', none: null, all: { orderId: 'order-1' }, fixed: 7 },
    ],
    ['a constant', { Input: '{"fixed":true}' }, { fixed: true }],
  ])('sends %s', async (_, target, payload) => {
    const bridge = openBridge();
    bridge.start();
    await addRule(bridge, target);
    bridge.putEvents([entry()]);
    await expect.poll(() => invoked).toEqual([{ arn: LAMBDA, payload }]);
  });

  it('retries a failing function twice, then stores the event as a dead letter', async () => {
    outcomes = [{ ok: false, errorType: 'TypeError', errorMessage: 'broken', payload: {} }];
    const bridge = openBridge({ timeScale: 10_000 });
    bridge.start();
    await addRule(bridge);
    bridge.putEvents([entry()]);
    await expect.poll(() => bridge.deadLetters()).toHaveLength(1);
    expect(invoked).toHaveLength(3);
    expect(bridge.deadLetters()).toMatchObject([{ failures: 3, rule: 'feed', error: 'TypeError: broken' }]);
  });

  it('retries while a function cannot be reached', async () => {
    const throttled: LambdaOutcome = {
      ok: false,
      errorType: 'Lambda.TooManyRequestsException',
      errorMessage: '',
      payload: {},
    };
    outcomes = [throttled, throttled, throttled, throttled, DONE];
    const bridge = openBridge({ timeScale: 1000 });
    bridge.start();
    await addRule(bridge);
    bridge.putEvents([entry()]);
    await expect.poll(() => invoked.length).toBe(5);
    expect(bridge.deadLetters()).toEqual([]);
  });

  it.each([
    ['a missing target', {}, 'Lambda.ResourceNotFoundException'],
    ['the attempts of its policy', { RetryPolicy: { MaximumRetryAttempts: 0 } }, 'Lambda.ServiceException'],
  ])('gives up at once after %s', async (_, target, errorType) => {
    outcomes = [{ ok: false, errorType, errorMessage: 'no', payload: {} }];
    const bridge = openBridge({ timeScale: 1000 });
    bridge.start();
    await addRule(bridge, target);
    bridge.putEvents([entry()]);
    await expect.poll(() => bridge.deadLetters()).toMatchObject([{ failures: 1, error: `${errorType}: no` }]);
    expect(invoked).toHaveLength(1);
  });

  it('delivers events from before a restart, and none of them twice', async () => {
    const crashed = openBridge();
    await addRule(crashed);
    await crashed.putEvents([entry()]);
    const bridge = reopened();
    bridge.start();
    await expect.poll(() => invoked.length).toBe(1);
    await bridge.close();
    open = open.filter((other) => other !== bridge);
    reopened().start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(invoked).toHaveLength(1);
  });

  it('leaves a delivery that closing interrupted for the next start', async () => {
    const running = Promise.withResolvers<LambdaOutcome>();
    const bridge = openBridge({ invokeLambda: () => running.promise });
    bridge.start();
    await addRule(bridge);
    bridge.putEvents([entry()]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const closed = bridge.close();
    running.resolve({ ok: false, errorType: 'Runtime.ExitError', errorMessage: 'killed', payload: {} });
    await closed;
    open = [];
    reopened().start();
    await expect.poll(() => invoked.length).toBe(1);
  });

  it('puts an event of a service on the default bus when a rule matches it', async () => {
    const bridge = openBridge();
    bridge.start();
    const event = { source: 'aws.states', 'detail-type': 'Execution', resources: [], detail: { status: 'ABORTED' } };
    bridge.putServiceEvent(event);
    expect(bridge.events()).toEqual([]);
    await bridge.call('PutRule', { Name: 'ended', EventPattern: '{"source":["aws.states"]}' });
    await bridge.call('PutTargets', { Rule: 'ended', Targets: [{ Id: 'one', Arn: LAMBDA }] });
    bridge.putServiceEvent(event);
    await expect.poll(() => invoked).toEqual([{ arn: LAMBDA, payload: expect.objectContaining(event) }]);
  });

  it('deletes finished events beyond the retention, but none with a pending delivery', async () => {
    const bridge = openBridge({ keepEvents: 2 });
    bridge.putEvents([entry()]);
    await addRule(bridge);
    await bridge.putEvents([entry(), entry({ Source: 'x' }), entry({ Source: 'y' }), entry({ Source: 'z' })]);
    outcomes = [];
    const again = reopened({ keepEvents: 2, invokeLambda: () => new Promise(() => {}) });
    again.start();
    expect(again.events().map(({ source }) => source)).toEqual(['orders.acme', 'y', 'z']);
    open = open.filter((other) => other !== again);
  });
});

function reopened(options: Partial<EventBridgeOptions> = {}): EventBridge {
  return openBridge(options);
}
