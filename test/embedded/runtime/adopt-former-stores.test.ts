import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { type DynamoDb, openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { type EventBridge, openEventBridge } from '../../../embedded/eventbridge/event-bridge.ts';
import { adoptFormerStores } from '../../../embedded/runtime/adopt-former-stores.ts';
import { LOCAL } from '../../../embedded/runtime/local.ts';
import { openStore, type Store } from '../../../embedded/sqlite/store.ts';
import { openStepFunctions, type StepFunctions } from '../../../embedded/step-functions/step-functions.ts';

const MACHINE = 'arn:aws:states:eu-west-1:000000000000:stateMachine:demo-default';
const executionArn = (name: string) => `arn:aws:states:eu-west-1:000000000000:execution:demo-default:${name}`;
const DEFINITION = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: 1, End: true } },
});
const TARGET = 'arn:aws:lambda:eu-west-1:000000000000:function:demo-sender';

let folder: string;
let store: Store;
let dynamo: DynamoDb;
let events: EventBridge;
let machines: StepFunctions;
let delivered: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adopt-'));
  delivered = [];
  store = openStore(join(folder, 'store.sqlite'));
  dynamo = openDynamoDb(store);
  await dynamo.ensureTable('demo-orders', ORDER_TABLE);
  const invokeLambda = async (arn: string) => {
    delivered.push(arn);
    return { ok: true as const, payload: null, requestId: 'r' };
  };
  events = openEventBridge({ ...LOCAL, store, invokeLambda, startExecution: async () => {} });
  machines = openStepFunctions({ ...LOCAL, store, timeScale: 100, invokeLambda });
});
afterEach(async () => {
  await Promise.all([events.close(), machines.close()]);
  await store.close();
  await rm(folder, { recursive: true });
});

function write(file: string, sql: string): void {
  const database = new DatabaseSync(join(folder, file));
  database.exec(`PRAGMA journal_mode = WAL; ${sql}`);
  database.close();
}

/** Writes the files of version 0.2: an order, an ended and a running execution, and an event that is not delivered. */
function writeFormerStores(): void {
  write(
    'dynamodb.sqlite',
    `CREATE TABLE tables (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL) STRICT;
     INSERT INTO tables VALUES (7, 'demo-orders', '{}');
     CREATE TABLE data_7 (hash BLOB NOT NULL, range BLOB NOT NULL, item TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (hash, range)) STRICT;
     INSERT INTO data_7 VALUES (x'01', x'02', '{"pk":{"S":"order-1"},"sk":{"S":"order"},"statusShard":{"S":"held"},"createdAt":{"S":"2026"}}', 1);`,
  );
  write(
    'events.sqlite',
    `CREATE TABLE buses (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL) STRICT;
     CREATE TABLE rules (bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT NOT NULL, state TEXT NOT NULL, description TEXT, PRIMARY KEY (bus, name)) STRICT;
     CREATE TABLE targets (bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (bus, rule, id)) STRICT;
     CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, storedAt INTEGER NOT NULL, bus TEXT NOT NULL, event TEXT NOT NULL) STRICT;
     CREATE TABLE deliveries (id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL REFERENCES events (seq) ON DELETE CASCADE,
       rule TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, failures INTEGER NOT NULL, nextAt INTEGER NOT NULL, error TEXT) STRICT;
     INSERT INTO buses VALUES ('default', 0), ('demo-orders', 1);
     INSERT INTO rules VALUES ('demo-orders', 'mine', '{"source":["orders.demo"]}', 'ENABLED', NULL);
     INSERT INTO targets VALUES ('demo-orders', 'mine', 'one', '{"Id":"one","Arn":"${TARGET}"}');
     INSERT INTO events VALUES (3, ${Date.now()}, 'demo-orders', '${JSON.stringify({
       version: '0',
       id: 'event-1',
       'detail-type': 'ping',
       source: 'orders.demo',
       account: '000000000000',
       time: new Date().toISOString(),
       region: 'eu-west-1',
       resources: [],
       detail: {},
     })}');
     INSERT INTO deliveries VALUES (4, 3, 'mine', '{"Id":"one","Arn":"${TARGET}"}', 'pending', 0, 0, NULL);`,
  );
  const waiting = {
    id: 1,
    index: 0,
    workflow: '',
    state: 'W',
    input: {},
    enteredAt: 2,
    enteredEvent: 2,
    lastEvent: 2,
    retries: [],
    activity: { kind: 'waiting', until: 3 },
  };
  const execution = (seq: number, name: string, status: string, stopped: string) =>
    `(${seq}, '${executionArn(name)}', '${MACHINE}', 1, '${name}', '${status}', '{}', NULL, NULL, NULL, 1, ${stopped}, NULL)`;
  const started = (seq: number) =>
    `(${seq}, 1, 0, 1, 'ExecutionStarted', '{"executionStartedEventDetails":{"input":"{}"}}')`;
  const entered = (seq: number) => `(${seq}, 2, 1, 2, 'WaitStateEntered', '{"stateEnteredEventDetails":{"name":"W"}}')`;
  write(
    'step-functions.sqlite',
    `CREATE TABLE definitions (id INTEGER PRIMARY KEY AUTOINCREMENT, revision TEXT, text TEXT, role_arn TEXT, created_at REAL);
     CREATE TABLE machines (seq INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT UNIQUE, name TEXT, status TEXT, definition INTEGER, settings TEXT, created_at REAL);
     CREATE TABLE executions (seq INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT UNIQUE, machine_arn TEXT, definition INTEGER, name TEXT, status TEXT,
       input TEXT, output TEXT, error TEXT, cause TEXT, started_at REAL, stopped_at REAL, timeout_at REAL);
     CREATE TABLE branches (execution INTEGER, id INTEGER, data TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID;
     CREATE TABLE events (execution INTEGER, id INTEGER, previous INTEGER, at REAL, type TEXT, details TEXT, PRIMARY KEY (execution, id)) WITHOUT ROWID;
     INSERT INTO definitions VALUES (1, 'r', '${DEFINITION}', 'arn:aws:iam::000000000000:role/local', 1);
     INSERT INTO machines VALUES (1, '${MACHINE}', 'demo-default', 'ACTIVE', 1, '{}', 1);
     INSERT INTO executions VALUES ${execution(5, 'ended', 'ABORTED', '9')}, ${execution(6, 'running', 'RUNNING', 'NULL')};
     INSERT INTO branches VALUES (6, 1, '${JSON.stringify(waiting)}');
     INSERT INTO events VALUES ${started(5)}, ${entered(5)}, ${started(6)}, ${entered(6)};`,
  );
}

const adopt = () =>
  adoptFormerStores({
    dataDir: folder,
    store,
    table: 'demo-orders',
    putItem: (Item) => dynamo.call('PutItem', { TableName: 'demo-orders', Item }),
  });
const typesOf = async (name: string) => {
  const history = await machines.call('GetExecutionHistory', { executionArn: executionArn(name) });
  return (history as { events: { type: string }[] }).events.map(({ type }) => type);
};

describe('adoptFormerStores', () => {
  it.each([1, 2])(
    'takes over orders, executions and events, even if it is interrupted: run %i times',
    async (times) => {
      for (let turn = 0; turn < times; turn += 1) {
        writeFormerStores();
        await adopt();
      }
      const query = {
        TableName: 'demo-orders',
        IndexName: 'by-status',
        KeyConditionExpression: 'statusShard = :held',
        ExpressionAttributeValues: { ':held': { S: 'held' } },
      };
      expect(await dynamo.call('Query', query)).toMatchObject({ Items: [{ pk: { S: 'order-1' } }] });
      expect(await machines.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toMatchObject({
        definition: DEFINITION,
      });
      expect(await typesOf('ended')).toEqual(['ExecutionStarted', 'WaitStateEntered']);
      events.start();
      machines.start();
      await expect.poll(() => delivered).toEqual([TARGET]);
      await expect
        .poll(() => typesOf('running'))
        .toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded']);
      expect(events.events()).toMatchObject([{ id: 'event-1', bus: 'demo-orders' }]);
    },
  );

  it('deletes the files, and does nothing without them', async () => {
    await adopt();
    writeFormerStores();
    await adopt();
    await adopt();
    expect((await readdir(folder)).filter((name) => !name.startsWith('store.sqlite'))).toEqual([]);
    expect(existsSync(join(folder, 'store.sqlite'))).toBe(true);
  });

  it('rejects a folder that also holds the orders of another tenant, and deletes nothing', async () => {
    write(
      'dynamodb.sqlite',
      `CREATE TABLE tables (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL) STRICT;
       INSERT INTO tables VALUES (1, 'acme-orders', '{}');`,
    );
    await expect(adopt()).rejects.toThrow(
      expect.objectContaining({ name: 'DataFolderOutdated', message: expect.stringContaining('acme-orders') }),
    );
    expect(existsSync(join(folder, 'dynamodb.sqlite'))).toBe(true);
  });
});
