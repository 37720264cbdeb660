import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListEventBusesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RuntimeOptions, startRuntime } from '../../../embedded/runtime/runtime.ts';
import { linkBundles } from '../../helpers/bundle-cache.ts';
import { signAwsRequest } from '../../helpers/sign-aws-request.ts';
import { DEMO_TENANT, startTestSystem, type TestSystem } from '../../helpers/start-test-system.ts';

const SCRIPT = fileURLToPath(new URL('./open-and-close.ts', import.meta.url));

/** Run as nobody, if that is possible: asks the AWS port of argument 1 and reads the data folder of argument 2. */
const OTHER_USER = `
  const [, url, dataDir] = process.argv;
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  if (process.getuid?.() === 0) process.setuid(65534);
  const ask = async (target, input) => {
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    return { status: reply.status, type: (await reply.json()).__type };
  };
  console.log(JSON.stringify({
    scan: await ask('DynamoDB_20120810.Scan', { TableName: 'demo-orders' }),
    secret: await ask('secretsmanager.GetSecretValue', { SecretId: 'demo/zuora' }),
    parameter: await ask('AmazonSSM.GetParameter', { Name: '/demo/zuora', WithDecryption: true }),
    credentials: await readFile(dataDir + '/credentials.json').then(() => 'readable', ({ code }) => code),
  }));`;

const newOrder = async (overrides: object = {}) => ({
  ...JSON.parse(await readFile(new URL('../../../examples/new-order.json', import.meta.url), 'utf8')),
  ...overrides,
});

describe('a running system', () => {
  const operations: string[] = [];
  let dataDir: string;
  let system: TestSystem;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'runtime-'));
    system = await startTestSystem({ dataDir, onRequest: (operation) => operations.push(operation) });
  });
  afterAll(async () => {
    await system.close();
    await rm(dataDir, { recursive: true });
  });

  const aws = () => ({
    endpoint: system.runtime.awsUrl,
    region: 'eu-west-1',
    credentials: system.runtime.awsAccessKey,
  });

  it('takes an order through every partner', async () => {
    const reply = await system.api('POST', '/orders', await newOrder(), { prefer: 'wait=20' });
    expect(reply).toMatchObject({ status: 201, body: { status: 'complete', degraded: [], failure: null } });
    const { id } = reply.body as { id: string };
    expect((await system.effects()).map(({ kind }) => kind)).toEqual([
      'account.created',
      'contact.created',
      'account.created',
      'subscription.created',
      'payment.collected',
      'platform-event.published',
    ]);
    const events = () => system.runtime.events().filter(({ detail }) => detail.orderId === id);
    await expect
      .poll(() => events().map((event) => [event['detail-type'], event.bus, event.source]))
      .toEqual([
        ['order.submitted', 'demo-orders', 'orders.demo'],
        ['order.completed', 'demo-orders', 'orders.demo'],
      ]);
    expect(operations).toContain('AWSStepFunctions.StartExecution');
    expect(operations).toContain('DynamoDB_20120810.PutItem');
  });

  it('answers requests without a token, or without the scope, as API Gateway does', async () => {
    expect(await system.api('GET', '/orders', undefined, { authorization: 'none' })).toMatchObject({ status: 401 });
    const authorization = `Bearer ${await system.token(['orders:read'])}`;
    expect(await system.api('GET', '/orders', undefined, { authorization })).toMatchObject({ status: 200 });
    expect(await system.api('POST', '/orders', await newOrder(), { authorization })).toMatchObject({ status: 403 });
  });

  it('speaks the AWS protocols to any client', async () => {
    const clients = [
      new DynamoDBClient(aws()),
      new EventBridgeClient(aws()),
      new SecretsManagerClient(aws()),
      new SFNClient(aws()),
      new SSMClient(aws()),
    ] as const;
    const [dynamo, events, secrets, states, parameters] = clients;
    expect(await dynamo.send(new DescribeTableCommand({ TableName: 'demo-orders' }))).toMatchObject({
      Table: { TableStatus: 'ACTIVE' },
    });
    expect((await events.send(new ListEventBusesCommand())).EventBuses?.map(({ Name }) => Name)).toContain(
      'demo-orders',
    );
    const entry = { Source: 'test', DetailType: 'ping', Detail: '{}', Time: new Date('2026-01-01T00:00:00Z') };
    expect(await events.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({ FailedEntryCount: 0 });
    expect(system.runtime.events()).toContainEqual(
      expect.objectContaining({ source: 'test', bus: 'default', time: '2026-01-01T00:00:00Z' }),
    );
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: 'demo/zuora' }));
    expect(JSON.parse(SecretString)).toMatchObject({ baseUrl: `${system.sandbox.url}/zuora` });
    const parameter = new GetParameterCommand({ Name: '/demo/zuora', WithDecryption: true });
    expect(await parameters.send(parameter)).toMatchObject({ Parameter: { Value: SecretString } });
    const { stateMachines = [] } = await states.send(new ListStateMachinesCommand());
    const machine = stateMachines.find(({ name }) => name === 'demo-default');
    expect(stateMachines.map(({ name }) => name)).toContain('demo-webhook-delivery');
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn: machine?.stateMachineArn ?? '' }),
    );
    expect(executions.map(({ status }) => status)).toContain('SUCCEEDED');
    for (const client of clients) client.destroy();
  });

  it('rejects an AWS operation that is not implemented', async () => {
    const { awsAccessKey, awsUrl } = system.runtime;
    const headers = { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' };
    const request = { url: awsUrl, headers, body: '{}' };
    const response = await fetch(awsUrl, {
      method: 'POST',
      ...request,
      headers: signAwsRequest(request, awsAccessKey),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('gives nothing to another user of the machine', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', OTHER_USER, system.runtime.awsUrl, dataDir]);
    const refused = { status: 400, type: 'MissingAuthenticationTokenException' };
    expect(JSON.parse(stdout)).toEqual({
      scan: refused,
      secret: refused,
      parameter: refused,
      // Only root can become somebody else; everybody else is the owner of the folder.
      credentials: process.getuid?.() === 0 ? 'EACCES' : 'readable',
    });
    expect((await stat(join(dataDir, 'credentials.json'))).mode & 0o077).toBe(0);
  });

  it('records in the order why a partner declined', async () => {
    await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    const order = await newOrder({ external_id: 'declined' });
    const reply = await system.api('POST', '/orders', order, { prefer: 'wait=20' });
    expect(reply).toMatchObject({ status: 422 });
    await expect.poll(() => system.runtime.events().map((event) => event['detail-type'])).toContain('order.failed');
  });

  it('lets no other system use its data folder', async () => {
    const tenantFile = join(dataDir, 'tenant-file.json');
    await expect(startRuntime({ tenantFile, dataDir, port: 0, awsPort: 0 })).rejects.toThrow(
      /Expected data folder .* to be free/,
    );
    expect(await system.api('GET', '/health')).toMatchObject({ status: 200 });
  });
});

describe('a system that ends', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'runtime-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('leaves nothing that keeps the process alive', { timeout: 120_000 }, async () => {
    const child = spawn(process.execPath, [SCRIPT, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [status] = await once(child, 'exit');
    expect(status).toBe(0);
  });

  it('names the state machines of a tenant with a "-" so that no other tenant can have them', async () => {
    const system = await startTestSystem({ dataDir, tenant: { ...DEMO_TENANT, tenant: 'demo-eu' } });
    try {
      const reply = await system.api('POST', '/orders', await newOrder(), { prefer: 'wait=20' });
      expect(reply).toMatchObject({ status: 201, body: { status: 'complete' } });
      const client = new SFNClient({
        endpoint: system.runtime.awsUrl,
        region: 'eu-west-1',
        credentials: system.runtime.awsAccessKey,
      });
      const { stateMachines } = await client.send(new ListStateMachinesCommand());
      expect(stateMachines?.map(({ name }) => name)).toContain('demo_eu-default');
      expect(stateMachines?.filter(({ name }) => !name?.startsWith('demo_eu-'))).toEqual([]);
      client.destroy();
    } finally {
      await system.close();
    }
  });

  it('runs a changed tenant file after the next start, on the same data', async () => {
    const first = await startTestSystem({ dataDir });
    await first.close();
    const credentials = await readFile(join(dataDir, 'credentials.json'), 'utf8');
    const [salesforce] = DEMO_TENANT.processOrder as [object];
    const second = await startTestSystem({ dataDir, tenant: { ...DEMO_TENANT, processOrder: [salesforce] } });
    try {
      const reply = await second.api('POST', '/orders', await newOrder(), { prefer: 'wait=20' });
      expect(reply).toMatchObject({ status: 201, body: { steps: [{ id: 'salesforceV3', status: 'succeeded' }] } });
      expect(await readFile(join(dataDir, 'credentials.json'), 'utf8')).toBe(credentials);
    } finally {
      await second.close();
    }
  });
});

describe('a system that cannot start', () => {
  let dataDir: string;
  let options: RuntimeOptions;
  const write = (text: string) => writeFile(join(dataDir, 'acme.json'), text);
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'runtime-'));
    options = { tenantFile: join(dataDir, 'acme.json'), dataDir: join(dataDir, 'data'), port: 0, awsPort: 0 };
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('lists every problem of the tenant file', async () => {
    await write('{"tenant":"A","processOrder":[{"name":"nobody","critical":true}],"colour":"red"}');
    await expect(startRuntime(options)).rejects.toThrow(
      expect.objectContaining({
        name: 'TenantConfigInvalid',
        message: expect.stringMatching(/acme\.json has \d problems:[\s\S]*nobody/),
      }),
    );
  });

  it('names a missing tenant file', async () => {
    await expect(startRuntime(options)).rejects.toThrow(/acme\.json has a problem:\s+\(file\): .*ENOENT/);
  });

  it.each(['port', 'awsPort'] as const)('names a %s that is taken, and releases everything', async (name) => {
    await write(JSON.stringify({ ...DEMO_TENANT, tenant: 'acme' }));
    await linkBundles(options.dataDir, options.tenantFile);
    const other = createTcpServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startRuntime({ ...options, [name]: port })).rejects.toThrow(
      expect.objectContaining({ name: 'PortUnavailable', port }),
    );
    await new Promise((resolve) => other.close(resolve));
    const runtime = await startRuntime({ ...options, [name]: port });
    expect(runtime[name === 'port' ? 'apiUrl' : 'awsUrl']).toBe(`http://127.0.0.1:${port}`);
    await runtime.close();
  });
});
