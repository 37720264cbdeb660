import {
  ConflictException,
  DeleteStateMachineVersionCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createMachineVersions } from '../../../cli/canary/machine-versions.ts';

const PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-';
const ARN = `${PREFIX}default`;
const NOW = new Date('2026-11-29T12:00:00.000Z');

function world() {
  const client = new SFNClient({ region: 'eu-west-1' });
  return { mock: mockClient(client), versions: createMachineVersions(client, PREFIX) };
}

it('reads every page of versions', async () => {
  const { mock, versions } = world();
  const at = new Date(0);
  mock
    .on(ListStateMachineVersionsCommand)
    .resolvesOnce({
      stateMachineVersions: [{ stateMachineVersionArn: `${ARN}:2`, creationDate: at }],
      nextToken: 'more',
    })
    .resolvesOnce({ stateMachineVersions: [{ stateMachineVersionArn: `${ARN}:1`, creationDate: at }] });
  expect(await versions.versions('default')).toEqual([
    { machine: 'default', number: 2, createdAt: at },
    { machine: 'default', number: 1, createdAt: at },
  ]);
});

it.each([
  ['RUNNING', undefined, true],
  ['PENDING_REDRIVE', undefined, true],
  ['FAILED', '2026-11-16T12:00:00Z', true],
  ['ABORTED', '2026-11-15T11:00:00Z', false],
  ['SUCCEEDED', '2026-11-29T11:00:00Z', true],
  ['SUCCEEDED', '2026-11-28T11:00:00Z', false],
] as const)('says that an execution that is %s since %s uses its version: %s', async (status, stopped, isInUse) => {
  const { mock, versions } = world();
  const stopDate = stopped && new Date(stopped);
  const execution = {
    executionArn: 'arn',
    stateMachineArn: ARN,
    name: 'one',
    status,
    startDate: new Date(0),
    stopDate,
  };
  mock
    .on(ListExecutionsCommand)
    .resolvesOnce({ executions: [], nextToken: 'more' })
    .resolves({ executions: [execution] });
  expect(await versions.isInUse({ machine: 'default', number: 3 }, NOW)).toBe(isInUse);
  expect(mock.commandCalls(ListExecutionsCommand)[0]?.args[0].input.stateMachineArn).toBe(`${ARN}:3`);
  if (status === 'SUCCEEDED') return;
  expect(await versions.hasUnversioned('default', NOW)).toBe(isInUse);
});

it('does not take an execution of a version for one without', async () => {
  const { mock, versions } = world();
  const execution = {
    executionArn: 'arn',
    stateMachineArn: ARN,
    name: 'one',
    status: 'RUNNING',
    startDate: NOW,
  } as const;
  mock.on(ListExecutionsCommand).resolves({ executions: [{ ...execution, stateMachineVersionArn: `${ARN}:1` }] });
  expect(await versions.hasUnversioned('default', NOW)).toBe(false);
});

it('deletes a version, and says if an alias uses it', async () => {
  const { mock, versions } = world();
  mock.on(DeleteStateMachineVersionCommand).resolvesOnce({});
  expect(await versions.remove({ machine: 'default', number: 1 })).toBe(true);
  mock
    .on(DeleteStateMachineVersionCommand)
    .rejects(new ConflictException({ message: 'An alias references it.', $metadata: {} }));
  expect(await versions.remove({ machine: 'default', number: 1 })).toBe(false);
});
