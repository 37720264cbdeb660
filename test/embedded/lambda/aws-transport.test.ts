import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { type AwsService, AwsServiceError } from '../../../embedded/aws/aws-service.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { bundleFunctions } from '../../../embedded/lambda/bundle-functions.ts';
import { createLambdaPool, type LambdaPool } from '../../../embedded/lambda/lambda-pool.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let answer: () => unknown = () => ({});
let asked: unknown[] = [];
const service = (targetPrefix: string): AwsService => ({
  targetPrefix,
  async call(operation, input) {
    asked.push([`${targetPrefix}.${operation}`, input]);
    return answer();
  },
});
const dispatch = createAwsDispatch(
  ['DynamoDB_20120810', 'AWSEvents', 'AWSStepFunctions', 'secretsmanager'].map(service),
);

const SERVICES = ['dynamodb', 'events', 'states', 'secrets'] as const;

let folder: string;
let lambda: LambdaPool;
let server: Server;
let ask: (service: string) => Promise<unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transport-'));
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
});
afterAll(async () => {
  await lambda.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe.each(['as messages in this process', 'over HTTP'])('requests of the AWS SDK %s', (way) => {
  beforeAll(async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const variables = {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    ask = async (name) => {
      asked = [];
      if (way === 'over HTTP') {
        const { handler } = await import('../../fixtures/functions/aws-client.ts');
        const before = { ...process.env };
        Object.assign(process.env, variables);
        try {
          return JSON.parse(JSON.stringify(await handler({ service: name as (typeof SERVICES)[number] })));
        } finally {
          for (const key of Object.keys(variables)) {
            if (before[key] === undefined) delete process.env[key];
            else process.env[key] = before[key];
          }
        }
      }
      const outcome = await lambda.invoke('aws-client', { service: name });
      return outcome.ok ? outcome.payload : outcome;
    };
  });

  it('reach the service with their input, and bring back its output', async () => {
    answer = () => ({ Item: { pk: { S: 'é' }, n: { N: '1.50' } } });
    expect(await ask('dynamodb')).toEqual({ output: { Item: { pk: { S: 'é' }, n: { N: '1.50' } } } });
    expect(asked).toEqual([['DynamoDB_20120810.GetItem', { TableName: 'items', Key: { pk: { S: 'é' } } }]]);
  });

  it.each(SERVICES)('reach %s', async (name) => {
    answer = () => ({});
    expect(await ask(name)).toHaveProperty('output');
    expect(asked).toHaveLength(1);
  });

  it('bring back a refusal by its name', async () => {
    answer = () => {
      throw new AwsServiceError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    expect(await ask('dynamodb')).toEqual({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      status: 400,
    });
  });

  it('bring back a fault of a service as an error of the server', async () => {
    answer = () => {
      throw new AwsServiceError('InternalFailure', 'Broken', 500);
    };
    expect(await ask('states')).toMatchObject({ name: 'InternalFailure', status: 500 });
  });
});
