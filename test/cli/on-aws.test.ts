import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { onAws } from '../../cli/on-aws.ts';
import { UsageError } from '../../embedded/cli/run-command.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

const failing = (error: unknown) => expect(onAws('read it', () => Promise.reject(error))([], testTerminal())).rejects;
const withName = (name: string, message: string) => Object.assign(new Error(message), { name });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
const denied = new DynamoDBServiceException({
  ...{ name: 'AccessDeniedException', message: 'Not you.', $fault: 'client', $metadata: {} },
});

it.each<[string, Error, string]>([
  ['no region', new Error('Region is missing'), 'Expected credentials and a region of AWS to read it: Region is'],
  ['no credentials', withName('CredentialsProviderError', 'None'), 'Expected credentials and a region'],
  ['an answer of AWS', denied, 'AWS refused to read it: AccessDeniedException, Not you. Check the rights'],
  ['no connection', refused, 'No answer from AWS to read it (ECONNREFUSED): check the network'],
  ['no connection of fetch', new TypeError('fetch failed', { cause: refused }), 'No answer from AWS to read it'],
])('explains %s', async (_, error, message) => {
  await failing(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(message) });
});

it('leaves every other error as it is, and a result too', async () => {
  for (const error of [new UsageError('Expected more.'), new TypeError('boom')]) await failing(error).toBe(error);
  expect(await onAws('read it', async () => 1)([], testTerminal())).toBe(1);
});
