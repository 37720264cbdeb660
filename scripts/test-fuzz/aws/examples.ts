import type { JsonObject } from '../../../core/json.ts';

/** What the requests that write may touch: a table, a bus, a machine and a secret that the system itself does not use. */
const NAME = 'fuzz';
const MACHINE = `arn:aws:states:eu-west-1:000000000000:stateMachine:${NAME}`;
const EXECUTION = `arn:aws:states:eu-west-1:000000000000:execution:${NAME}:run`;
const DEFINITION =
  '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $states.input %}","End":true}}}';

const key = { pk: { S: 'a' }, sk: { S: 'b' } };
const item = {
  ...key,
  n: { N: '1' },
  parts: { L: [{ M: { x: { BOOL: true } } }, { SS: ['a', 'b'] }] },
  extra: { B: 'AAEC' },
};
const names = { '#n': 'n' };
const values = { ':one': { N: '1' } };
const table = { TableName: NAME };
const rule = { Name: NAME, EventBusName: NAME };

/** A valid request of each operation, to change. */
export const EXAMPLES: Readonly<Record<string, JsonObject>> = {
  'DynamoDB_20120810.CreateTable': {
    ...table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  },
  'DynamoDB_20120810.DescribeTable': table,
  'DynamoDB_20120810.UpdateTable': {
    ...table,
    AttributeDefinitions: [{ AttributeName: 'group', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'by-group',
          KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  },
  'DynamoDB_20120810.ListTables': { Limit: 10 },
  'DynamoDB_20120810.PutItem': {
    ...table,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk) OR #n = :one',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_OLD',
  },
  'DynamoDB_20120810.GetItem': {
    ...table,
    Key: key,
    ConsistentRead: true,
    ProjectionExpression: 'pk, #n, parts[0].x',
    ExpressionAttributeNames: names,
    ReturnConsumedCapacity: 'TOTAL',
  },
  'DynamoDB_20120810.GetItemWhen': {
    ...table,
    Key: key,
    ConditionExpression: '#n = :one',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    WaitMilliseconds: 1,
  },
  'DynamoDB_20120810.UpdateItemDeferred': {
    ...table,
    Key: key,
    UpdateExpression: 'SET #n = :one',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':one': { N: '1' } },
  },
  'DynamoDB_20120810.UpdateItem': {
    ...table,
    Key: key,
    UpdateExpression:
      'SET #n = if_not_exists(#n, :one) + :one, parts = list_append(parts, :list) REMOVE extra ADD amount :one DELETE kinds :s',
    ConditionExpression:
      'size(pk) > :one AND (begins_with(sk, :b) OR NOT contains(parts, :b)) OR #n BETWEEN :one AND :one',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...values, ':list': { L: [] }, ':s': { SS: ['a'] }, ':b': { S: 'b' } },
    ReturnValues: 'ALL_NEW',
  },
  'DynamoDB_20120810.DeleteItem': { ...table, Key: key, ReturnValues: 'ALL_OLD' },
  'DynamoDB_20120810.Query': {
    ...table,
    KeyConditionExpression: 'pk = :a AND begins_with(sk, :b)',
    FilterExpression: '#n IN (:one) OR attribute_type(parts, :type)',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...values, ':a': { S: 'a' }, ':b': { S: 'b' }, ':type': { S: 'L' } },
    Limit: 5,
    ScanIndexForward: false,
    ExclusiveStartKey: key,
  },
  'DynamoDB_20120810.Scan': { ...table, Limit: 5, FilterExpression: 'n > :one', ExpressionAttributeValues: values },
  'DynamoDB_20120810.BatchGetItem': { RequestItems: { [NAME]: { Keys: [key], ProjectionExpression: 'pk' } } },
  'DynamoDB_20120810.BatchWriteItem': {
    RequestItems: {
      [NAME]: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: { pk: { S: 'c' }, sk: { S: 'd' } } } }],
    },
  },
  'DynamoDB_20120810.DeleteTable': { TableName: `${NAME}-none` },
  'AWSStepFunctions.CreateStateMachine': {
    name: NAME,
    definition: DEFINITION,
    roleArn: 'arn:aws:iam::000000000000:role/none',
    type: 'STANDARD',
    tags: [{ key: 'a', value: 'b' }],
  },
  'AWSStepFunctions.UpdateStateMachine': { stateMachineArn: MACHINE, definition: DEFINITION },
  'AWSStepFunctions.PublishStateMachineVersion': { stateMachineArn: MACHINE },
  'AWSStepFunctions.DescribeStateMachine': { stateMachineArn: MACHINE },
  'AWSStepFunctions.DescribeStateMachineForExecution': { executionArn: EXECUTION },
  'AWSStepFunctions.ListStateMachines': { maxResults: 10 },
  'AWSStepFunctions.ValidateStateMachineDefinition': { definition: DEFINITION, type: 'STANDARD', maxResults: 10 },
  'AWSStepFunctions.StartExecution': { stateMachineArn: MACHINE, name: 'run', input: '{"a":[1]}' },
  'AWSStepFunctions.DescribeExecution': { executionArn: EXECUTION },
  'AWSStepFunctions.ListExecutions': { stateMachineArn: MACHINE, statusFilter: 'SUCCEEDED', maxResults: 10 },
  'AWSStepFunctions.GetExecutionHistory': { executionArn: EXECUTION, reverseOrder: true, maxResults: 10 },
  'AWSStepFunctions.StopExecution': { executionArn: EXECUTION, error: 'E', cause: 'c' },
  'AWSStepFunctions.SendTaskSuccess': { taskToken: 'AAAA', output: '{}' },
  'AWSStepFunctions.SendTaskFailure': { taskToken: 'AAAA', error: 'E', cause: 'c' },
  'AWSStepFunctions.SendTaskHeartbeat': { taskToken: 'AAAA' },
  'AWSStepFunctions.DeleteStateMachine': { stateMachineArn: `${MACHINE}-none` },
  'AWSEvents.CreateEventBus': { Name: NAME },
  'AWSEvents.DescribeEventBus': { Name: NAME },
  'AWSEvents.ListEventBuses': { NamePrefix: 'f', Limit: 10 },
  'AWSEvents.PutRule': {
    ...rule,
    EventPattern: '{"source":["a",{"prefix":"b"}],"detail":{"n":[1,{"prefix":"x"}]}}',
    State: 'ENABLED',
  },
  'AWSEvents.DescribeRule': rule,
  'AWSEvents.EnableRule': rule,
  'AWSEvents.DisableRule': rule,
  'AWSEvents.ListRules': { EventBusName: NAME, NamePrefix: 'f', Limit: 10 },
  'AWSEvents.PutTargets': {
    Rule: NAME,
    EventBusName: NAME,
    Targets: [
      {
        Id: 'one',
        Arn: MACHINE,
        InputTransformer: { InputPathsMap: { a: '$.detail.a' }, InputTemplate: '{"a":<a>}' },
        RetryPolicy: { MaximumRetryAttempts: 0 },
      },
    ],
  },
  'AWSEvents.ListTargetsByRule': { Rule: NAME, EventBusName: NAME },
  'AWSEvents.RemoveTargets': { Rule: NAME, EventBusName: NAME, Ids: ['one'] },
  'AWSEvents.TestEventPattern': {
    EventPattern: '{"source":["a"]}',
    Event:
      '{"id":"1","account":"0","source":"a","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"d","detail":{}}',
  },
  'AWSEvents.PutEvents': {
    Entries: [
      {
        Source: 'b',
        DetailType: 'd',
        Detail: '{"n":2,"a":[1]}',
        EventBusName: NAME,
        Resources: ['r'],
        Time: 1_700_000_000,
      },
    ],
  },
  'AWSEvents.DeleteRule': { ...rule, Name: `${NAME}-none` },
  'AWSEvents.DeleteEventBus': { Name: `${NAME}-none` },
  'secretsmanager.CreateSecret': { Name: NAME, Description: 'd', SecretString: '{"a":"b"}' },
  'secretsmanager.PutSecretValue': { SecretId: NAME, SecretString: '{"a":"c"}' },
  'secretsmanager.GetSecretValue': { SecretId: NAME, VersionStage: 'AWSCURRENT' },
  'secretsmanager.DescribeSecret': { SecretId: NAME },
  'secretsmanager.ListSecrets': { MaxResults: 10 },
  'AmazonSSM.PutParameter': {
    Name: `/${NAME}`,
    Value: '{"a":"b"}',
    Type: 'SecureString',
    Overwrite: true,
    Tier: 'Standard',
  },
  'AmazonSSM.GetParameter': { Name: `/${NAME}`, WithDecryption: true },
  'AmazonSSM.DescribeParameters': { ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/'] }] },
  'AmazonSSM.DeleteParameter': { Name: `/${NAME}-none` },
};
