import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { type AwsService, AwsServiceError } from '../../../embedded/aws/aws-service.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { bundleFunctions } from '../../../embedded/lambda/bundle-functions.ts';
import { createLambdaPool, type LambdaPool } from '../../../embedded/lambda/lambda-pool.ts';
import type { handler, RequestName } from '../../fixtures/functions/aws-client.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let answer: (input: Record<string, unknown>) => unknown;
let asked: unknown[] = [];
const service = (targetPrefix: string): AwsService => ({
  targetPrefix,
  async call(operation, input) {
    asked.push([`${targetPrefix}.${operation}`, input]);
    return answer(input);
  },
});
const dispatch = createAwsDispatch(
  ['DynamoDB_20120810', 'AWSEvents', 'AWSStepFunctions', 'secretsmanager', 'AmazonSSM'].map(service),
);

let folder: string;
let lambda: LambdaPool;
let server: Server;
let overHttp: typeof handler;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'));
  server = createAwsEndpoint(dispatch).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const entry = 'test/fixtures/functions/aws-client.ts';
  const bundles = await bundleFunctions({ root: ROOT, functions: [{ id: 'aws-client', entry }], directory: folder });
  lambda = createLambdaPool({
    functions: [
      {
        id: 'aws-client',
        name: 'acme-aws-client',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-aws-client',
        file: bundles.fileOf('aws-client'),
        timeoutSeconds: 20,
        memoryMb: 128,
        environment: {},
      },
    ],
    aws: dispatch,
    runtimeFile: pathToFileURL(bundles.runtimeFile),
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
  ({ handler: overHttp } = await import('../../fixtures/functions/aws-client.ts'));
});
beforeEach(() => {
  answer = () => ({});
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await lambda.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

interface Exchanged {
  readonly asked: readonly unknown[];
  readonly result: unknown;
}

/** Makes a request with the SDK over HTTP. */
async function withSdk(event: Parameters<typeof handler>[0]): Promise<Exchanged> {
  asked = [];
  return { result: JSON.parse(JSON.stringify(await overHttp(event))), asked };
}

/** Makes a request with the clients of this machine. */
async function inProcess(event: Parameters<typeof handler>[0]): Promise<Exchanged> {
  asked = [];
  const outcome = await lambda.invoke('aws-client', event);
  return { result: outcome.ok ? outcome.payload : outcome, asked };
}

const REPLIES: Readonly<Record<RequestName, object>> = {
  'dynamodb get': { Item: { pk: { S: 'é' }, n: { N: '1.50' }, yes: { BOOL: true }, none: { NULL: true } } },
  'dynamodb put': {},
  'dynamodb put bytes': {},
  'dynamodb update': { Attributes: { list: { L: [{ M: { a: { N: '-1e3' } } }, { S: '' }] } } },
  'dynamodb delete': {},
  'dynamodb query': { Items: [{ pk: { S: 'a' } }], Count: 1, LastEvaluatedKey: { pk: { S: 'a' }, sk: { N: '3' } } },
  'dynamodb batch get': {
    Responses: { items: [{ pk: { S: 'a' } }] },
    UnprocessedKeys: { items: { Keys: [{ pk: { S: 'b' } }], ConsistentRead: true } },
  },
  'dynamodb pages': {},
  'events put': { FailedEntryCount: 1, Entries: [{ EventId: '1' }, { ErrorCode: 'Throttled', ErrorMessage: 'm' }] },
  'states start': { executionArn: 'arn' },
  'states stop': {},
  'states describe': { executionArn: 'arn', status: 'FAILED', error: 'E', cause: 'c' },
  'states succeed': {},
  'states fail': {},
  'states beat': {},
  'secrets get': { Name: 'acme/.search-key', SecretString: 'é' },
  'parameters get': { Parameter: { Name: '/acme/zuora', Type: 'SecureString', Value: '{"key":"é"}', Version: 1 } },
};
const NAMES = Object.keys(REPLIES) as RequestName[];

const NAME = fc.string().filter((name) => name !== '__proto__');

describe('the clients of this machine', () => {
  it.each(NAMES)('send what the SDK sends, and return what it returns: %s', async (request) => {
    answer = () => REPLIES[request];
    const sdk = await withSdk({ request });
    expect(await inProcess({ request })).toEqual(sdk);
    expect(sdk.result).toHaveProperty('output');
    expect(sdk.asked).toHaveLength(1);
  });

  it('read every page of a query', async () => {
    answer = ({ ExclusiveStartKey }) =>
      ExclusiveStartKey === undefined
        ? { Items: [{ n: { N: '1' } }], LastEvaluatedKey: { pk: { S: 'a' }, sk: { N: '1' } } }
        : { Items: [{ n: { N: '2' } }] };
    const sdk = await withSdk({ request: 'dynamodb pages' });
    expect(await inProcess({ request: 'dynamodb pages' })).toEqual(sdk);
    expect(sdk.asked).toHaveLength(2);
  });

  it('convert any item as the SDK does', async () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.string({ unit: 'grapheme' }),
        fc.double({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(NAME, tie('value')),
      ),
    }));
    const items = fc.sample(fc.dictionary(NAME, value), 40);
    for (const item of items) {
      answer = ({ Item }) => ({ Attributes: Item });
      const sdk = await withSdk({ request: 'dynamodb put', item });
      expect(await inProcess({ request: 'dynamodb put', item })).toEqual(sdk);
    }
  });

  it('refuse a number that would lose digits, as the SDK does', async () => {
    for (const number of [2 ** 53, -(2 ** 60), 1e300]) {
      const event = { request: 'dynamodb put' as const, item: { number } };
      expect(await withSdk(event)).toMatchObject({
        result: { message: expect.stringMatching(/MAX_SAFE|MIN_SAFE/) },
        asked: [],
      });
      expect(await inProcess(event)).toMatchObject({
        result: { message: expect.stringContaining('finite and safe') },
        asked: [],
      });
    }
  });

  it.each<[RequestName, string]>([
    ['dynamodb put', 'ConditionalCheckFailedException'],
    ['dynamodb put', 'ValidationException'],
    ['states start', 'ExecutionAlreadyExists'],
    ['states describe', 'ExecutionDoesNotExist'],
    ['states succeed', 'InvalidToken'],
    ['states succeed', 'TaskDoesNotExist'],
    ['states beat', 'TaskTimedOut'],
    ['secrets get', 'ResourceNotFoundException'],
    ['secrets get', 'AccessDeniedException'],
    ['parameters get', 'ParameterNotFound'],
    ['parameters get', 'AccessDeniedException'],
    ['events put', 'ResourceNotFoundException'],
  ])('throw what the SDK throws: %s, %s', async (request, name) => {
    answer = () => {
      throw new AwsServiceError(name, 'Refused');
    };
    const sdk = await withSdk({ request });
    expect(await inProcess({ request })).toEqual(sdk);
    expect(sdk.result).toMatchObject({ name, message: 'Refused', status: 400 });
    expect(sdk.asked).toHaveLength(1);
  });

  it('repeat a request after a fault of the service, as the SDK does', async () => {
    answer = () => {
      if (asked.length === 1) throw new AwsServiceError('InternalFailure', 'Broken', 500);
      return { status: 'RUNNING' };
    };
    const sdk = await withSdk({ request: 'states describe' });
    expect(await inProcess({ request: 'states describe' })).toEqual(sdk);
    expect(sdk).toMatchObject({ result: { output: { status: 'RUNNING' } }, asked: { length: 2 } });
  });

  it('throw the fault after the last attempt', async () => {
    answer = () => {
      throw new AwsServiceError('InternalFailure', 'Broken', 500);
    };
    const sdk = await withSdk({ request: 'states describe' });
    expect(await inProcess({ request: 'states describe' })).toEqual(sdk);
    expect(sdk).toMatchObject({ result: { name: 'InternalFailure', status: 500 }, asked: { length: 2 } });
  });

  it('give up a request that is not answered, and repeat it', async () => {
    answer = () => (asked.length === 1 ? new Promise(() => {}) : { status: 'RUNNING' });
    expect(await inProcess({ request: 'states describe' })).toMatchObject({
      result: { output: { status: 'RUNNING' } },
      asked: { length: 2 },
    });
    answer = () => new Promise(() => {});
    expect(await inProcess({ request: 'states describe' })).toMatchObject({ result: { name: 'TimeoutError' } });
  });
});
