import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { type AwsDispatch, createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { openEventBridge } from '../../../embedded/eventbridge/event-bridge.ts';
import { LOCAL } from '../../../embedded/runtime/local.ts';
import { createParameterStore } from '../../../embedded/secrets/parameter-store.ts';
import { openSecretFile } from '../../../embedded/secrets/secret-file.ts';
import { createSecretsManager } from '../../../embedded/secrets/secrets-manager.ts';
import { openStore } from '../../../embedded/sqlite/store.ts';
import { openStepFunctions } from '../../../embedded/step-functions/step-functions.ts';

let folder: string;
let send: AwsDispatch;
let close: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const store = openStore(':memory:');
  const invokeLambda = async () => ({ ok: true as const, payload: null, requestId: 'r' });
  const dynamo = openDynamoDb(store);
  const stepFunctions = openStepFunctions({ ...LOCAL, store, invokeLambda });
  const eventBridge = openEventBridge({ ...LOCAL, store, invokeLambda, startExecution: async () => {} });
  await dynamo.ensureTable('orders', ORDER_TABLE);
  await eventBridge.ensureBus('orders');
  send = createAwsDispatch([
    dynamo,
    stepFunctions,
    eventBridge,
    createSecretsManager({ ...LOCAL, file: openSecretFile(folder) }),
    createParameterStore({ ...LOCAL, file: openSecretFile(folder) }),
  ]);
  close = async () => {
    await Promise.all([stepFunctions.close(), eventBridge.close(), dynamo.close()]);
    await store.close();
  };
});

afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});

const levels = (count: number) => `${'['.repeat(count)}${']'.repeat(count)}`;
const attribute = (count: number) => `${'{"L":['.repeat(count)}${']}'.repeat(count)}`;

/** Values that a field may have, as JSON. */
const VALUES: readonly string[] = [
  'null',
  'true',
  '-1',
  '1e400',
  '""',
  '"x"',
  '"\\ud800"',
  '[]',
  '[null]',
  '{}',
  '{"a":null}',
  '{"a":{"S":null}}',
  '{"__proto__":{"S":"a"}}',
  levels(900),
  `{"a":${attribute(450)}}`,
  ...[20_000, 2].flatMap((count) => [
    JSON.stringify('('.repeat(count)),
    JSON.stringify(levels(count)),
    JSON.stringify(`{"a":${levels(count)}}`),
  ]),
  JSON.stringify(`SET a = ${'('.repeat(1000)}a`),
  JSON.stringify(`${'NOT '.repeat(1000)}a = a`),
  JSON.stringify(`${'size('.repeat(800)}a`),
];

const STATES = 'arn:aws:states:eu-west-1:000000000000';
const item = '"TableName":"orders","Key":{"pk":{"S":"a"},"sk":{"S":"b"}},"Item":{"pk":{"S":"a"},"sk":{"S":"b"}}';
const expressions = ['Condition', 'Filter', 'KeyCondition', 'Update', 'Projection'].map((kind) => `${kind}Expression`);
const itemFields = ['Key', 'Item', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'Limit', ...expressions];

/** Operations with a request that lacks one field, and the fields to try in it; `.` descends. */
const OPERATIONS: readonly (readonly [operations: string, fields: readonly string[], rest: string])[] = [
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'].map(
    (name) => [`DynamoDB_20120810.${name}`, itemFields, item] as const,
  ),
  ...['BatchGetItem', 'BatchWriteItem'].map(
    (name) =>
      [`DynamoDB_20120810.${name}`, ['RequestItems', 'RequestItems.orders', 'RequestItems.orders.0'], ''] as const,
  ),
  ['DynamoDB_20120810.BatchWriteItem', ['RequestItems.orders.0.PutRequest', 'RequestItems.orders.0.DeleteRequest'], ''],
  ['DynamoDB_20120810.BatchGetItem', ['RequestItems.orders.Keys', 'RequestItems.orders.Keys.0'], ''],
  ['DynamoDB_20120810.CreateTable', ['TableName', 'KeySchema', 'AttributeDefinitions', 'AttributeDefinitions.0'], ''],
  ['DynamoDB_20120810.DescribeTable', ['TableName'], ''],
  ['AWSStepFunctions.StartExecution', ['input', 'name'], `"stateMachineArn":"${STATES}:stateMachine:none"`],
  [
    'AWSStepFunctions.CreateStateMachine',
    ['definition', 'name'],
    '"name":"a","roleArn":"arn:aws:iam::000000000000:role/a"',
  ],
  ['AWSStepFunctions.SendTaskSuccess', ['output', 'taskToken'], '"taskToken":"AAAA"'],
  ['AWSStepFunctions.SendTaskFailure', ['cause', 'error'], '"taskToken":"AAAA"'],
  ['AWSStepFunctions.GetExecutionHistory', ['executionArn', 'nextToken', 'maxResults'], ''],
  ['AWSEvents.PutEvents', ['Entries', 'Entries.0', 'Entries.0.Detail', 'Entries.0.Time'], ''],
  ['AWSEvents.PutRule', ['Name', 'EventPattern'], '"Name":"a"'],
  ['AWSEvents.PutTargets', ['Targets', 'Targets.0', 'Targets.0.InputTransformer'], '"Rule":"a"'],
  ['secretsmanager.CreateSecret', ['SecretString', 'Name'], '"Name":"a"'],
  ['secretsmanager.GetSecretValue', ['SecretId'], ''],
  ['AmazonSSM.PutParameter', ['Name', 'Value'], '"Type":"SecureString","Name":"/a"'],
  ['AmazonSSM.GetParameter', ['Name'], '"WithDecryption":true'],
  ['AmazonSSM.DescribeParameters', ['ParameterFilters', 'ParameterFilters.0'], ''],
];

/** Returns the request with a value at a path: a number is a list with the value, any other part a field. */
function requestWith(path: string, value: string, rest: string): string {
  const [first = '', ...parts] = path.split('.');
  const inner = parts.reduceRight(
    (text, part) =>
      part === '0' ? `[${text}]` : `{"${part}":${text}${part === 'Detail' ? ',"Source":"a","DetailType":"b"' : ''}}`,
    value,
  );
  return `{${rest}${rest === '' ? '' : ','}"${first}":${inner}}`;
}

test.each(OPERATIONS)('%s with anything in %j is answered, and never with a 5xx', async (operation, fields, rest) => {
  const failed: string[] = [];
  for (const field of fields) {
    for (const value of VALUES) {
      const body = requestWith(field, value, rest);
      const { status } = await send(operation, () => body);
      if (status >= 500) failed.push(`${field} ${value.slice(0, 80)}`);
    }
  }
  expect(failed).toEqual([]);
});
