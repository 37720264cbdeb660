import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { onOwnStore } from '../../../contract/own-store.ts';
import { type EventBridge, openEventBridge } from '../../../embedded/eventbridge/event-bridge.ts';

const LAMBDA = 'arn:aws:lambda:eu-west-1:000000000000:function:acme-sender';
const pattern = '{"source":["orders.acme"]}';

let directory: string;
let bridge: EventBridge;
let invoked = 0;
const call = (operation: string, input: object = {}) => bridge.call(operation, { ...input });
const rejection = (name: string) => expect.objectContaining({ name });

function openBridge(): EventBridge {
  return onOwnStore(join(directory, 'events.sqlite'), (store) =>
    openEventBridge({
      store,
      region: 'eu-west-1',
      accountId: '000000000000',
      invokeLambda: async () => {
        invoked += 1;
        return { ok: true, payload: null, requestId: '' };
      },
      startExecution: async () => {},
    }),
  );
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
  bridge = openBridge();
});
afterEach(async () => {
  await bridge.close();
  await rm(directory, { recursive: true });
});

it('ignores a stored rule whose pattern is no longer supported, and matches the others', async () => {
  const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => warning.mockRestore());
  await call('PutRule', { Name: 'old', EventPattern: pattern });
  await call('PutRule', { Name: 'feed', EventPattern: pattern });
  for (const Rule of ['old', 'feed']) await call('PutTargets', { Rule, Targets: [{ Id: Rule, Arn: LAMBDA }] });
  await bridge.close();
  const database = new DatabaseSync(join(directory, 'events.sqlite'));
  database.exec(`UPDATE rules SET pattern = '{"source":[{"suffix":"acme"}]}' WHERE name = 'old'`);
  database.close();
  invoked = 0;
  bridge = openBridge();
  bridge.start();
  bridge.putEvents([{ Source: 'orders.acme', DetailType: 'order.completed', Detail: '{}' }]);
  await expect.poll(() => invoked).toBe(1);
  expect(warning).toHaveBeenCalledWith(expect.stringMatching(/^Rule old is ignored: The operator "suffix"/));
});

describe('buses', () => {
  it('has a default bus and the created ones, even after a restart', async () => {
    await call('CreateEventBus', { Name: 'orders-acme' });
    await bridge.close();
    bridge = openBridge();
    expect(await call('ListEventBuses')).toMatchObject({ EventBuses: [{ Name: 'default' }, { Name: 'orders-acme' }] });
    expect(await call('DescribeEventBus', { Name: 'orders-acme' })).toEqual({
      Name: 'orders-acme',
      Arn: 'arn:aws:events:eu-west-1:000000000000:event-bus/orders-acme',
    });
  });

  it('rejects creating a bus twice, deleting the default one and describing a missing one', async () => {
    await call('CreateEventBus', { Name: 'orders-acme' });
    await expect(call('CreateEventBus', { Name: 'orders-acme' })).rejects.toEqual(
      rejection('ResourceAlreadyExistsException'),
    );
    await expect(call('DeleteEventBus', { Name: 'default' })).rejects.toEqual(rejection('ValidationException'));
    await expect(call('DescribeEventBus', { Name: 'nobody' })).rejects.toEqual(rejection('ResourceNotFoundException'));
  });

  it('deletes a bus with its rules', async () => {
    await call('CreateEventBus', { Name: 'orders-acme' });
    await call('PutRule', { Name: 'feed', EventBusName: 'orders-acme', EventPattern: pattern });
    await call('DeleteEventBus', { Name: 'orders-acme' });
    await call('CreateEventBus', { Name: 'orders-acme' });
    expect(await call('ListRules', { EventBusName: 'orders-acme' })).toEqual({ Rules: [] });
  });
});

describe('rules', () => {
  it('puts, replaces, disables and describes a rule', async () => {
    const rule = { Name: 'feed', EventPattern: pattern, Description: 'The CRM feed.' };
    const Arn = 'arn:aws:events:eu-west-1:000000000000:rule/feed';
    expect(await call('PutRule', rule)).toEqual({ RuleArn: Arn });
    await call('PutRule', rule);
    await call('DisableRule', { Name: 'feed' });
    expect(await call('DescribeRule', { Name: 'feed' })).toEqual({
      ...rule,
      Arn,
      State: 'DISABLED',
      EventBusName: 'default',
    });
    expect(await call('ListRules', { NamePrefix: 'fe' })).toMatchObject({ Rules: [{ Name: 'feed' }] });
    expect(await call('ListRules', { NamePrefix: 'x' })).toEqual({ Rules: [] });
  });

  it('matches nothing while it is disabled', async () => {
    const event = { source: 'aws.states', 'detail-type': 'a', resources: [], detail: {} };
    await call('PutRule', { Name: 'feed', EventPattern: '{"source":["aws.states"]}', State: 'DISABLED' });
    await call('PutTargets', { Rule: 'feed', Targets: [{ Id: 'one', Arn: LAMBDA }] });
    bridge.putServiceEvent(event);
    await call('EnableRule', { Name: 'feed' });
    bridge.putServiceEvent(event);
    expect(bridge.events()).toHaveLength(1);
  });

  it.each([
    ['an invalid pattern', { EventPattern: '{"source":"x"}' }, 'InvalidEventPatternException'],
    ['no pattern', { EventPattern: undefined }, 'ValidationException'],
    ['a schedule', { ScheduleExpression: 'rate(1 minute)' }, 'ValidationException'],
    ['a missing bus', { EventBusName: 'nobody' }, 'ResourceNotFoundException'],
  ])('rejects a rule with %s', async (_, overrides, name) => {
    await expect(call('PutRule', { Name: 'feed', EventPattern: pattern, ...overrides })).rejects.toEqual(
      rejection(name),
    );
  });

  it('deletes a rule only without targets; a repeat succeeds', async () => {
    await call('PutRule', { Name: 'feed', EventPattern: pattern });
    await call('PutTargets', { Rule: 'feed', Targets: [{ Id: 'one', Arn: LAMBDA }] });
    await expect(call('DeleteRule', { Name: 'feed' })).rejects.toEqual(rejection('ValidationException'));
    await call('RemoveTargets', { Rule: 'feed', Ids: ['one'] });
    await call('DeleteRule', { Name: 'feed' });
    await call('DeleteRule', { Name: 'feed' });
    await expect(call('DescribeRule', { Name: 'feed' })).rejects.toEqual(rejection('ResourceNotFoundException'));
  });

  it('tests a pattern without a rule', async () => {
    const test = (source: string) =>
      call('TestEventPattern', { EventPattern: pattern, Event: JSON.stringify({ source }) });
    expect(await test('orders.acme')).toEqual({ Result: true });
    expect(await test('other')).toEqual({ Result: false });
    await expect(call('TestEventPattern', { EventPattern: pattern, Event: '{' })).rejects.toEqual(
      rejection('ValidationException'),
    );
  });
});

describe('targets', () => {
  beforeEach(() => call('PutRule', { Name: 'feed', EventPattern: pattern }));

  it('puts, replaces, lists and removes targets', async () => {
    await call('PutTargets', { Rule: 'feed', Targets: [{ Id: 'one', Arn: LAMBDA }] });
    await call('PutTargets', { Rule: 'feed', Targets: [{ Id: 'one', Arn: LAMBDA, InputPath: '$.detail' }] });
    expect(await call('ListTargetsByRule', { Rule: 'feed' })).toEqual({
      Targets: [{ Id: 'one', Arn: LAMBDA, InputPath: '$.detail' }],
    });
    await call('RemoveTargets', { Rule: 'feed', Ids: ['one'] });
    expect(await call('ListTargetsByRule', { Rule: 'feed' })).toEqual({ Targets: [] });
  });

  it.each([
    ['a queue', { Arn: 'arn:aws:sqs:eu-west-1:000000000000:queue' }],
    ['a template that is not JSON', { InputTransformer: { InputTemplate: '{"a":}' } }],
    ['a template with an unknown name', { InputTransformer: { InputTemplate: '{"a":<b>}' } }],
    ['a template with a bad path', { InputTransformer: { InputPathsMap: { b: 'detail' }, InputTemplate: '<b>' } }],
    ['an input that is not JSON', { Input: '{' }],
    ['an invalid input path', { InputPath: 'detail' }],
  ])('rejects %s', async (_, overrides) => {
    const Targets = [{ Id: 'one', Arn: LAMBDA, ...overrides }];
    await expect(call('PutTargets', { Rule: 'feed', Targets })).rejects.toEqual(rejection('ValidationException'));
    expect(await call('ListTargetsByRule', { Rule: 'feed' })).toEqual({ Targets: [] });
  });

  it('accepts five targets and rejects the sixth', async () => {
    const Targets = Array.from({ length: 5 }, (_, n) => ({ Id: `t${n}`, Arn: LAMBDA }));
    await call('PutTargets', { Rule: 'feed', Targets });
    await expect(call('PutTargets', { Rule: 'feed', Targets: [{ Id: 'six', Arn: LAMBDA }] })).rejects.toEqual(
      rejection('LimitExceededException'),
    );
  });
});
