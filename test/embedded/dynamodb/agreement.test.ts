import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AwsServiceError } from '../../../embedded/aws/aws-service.ts';
import { openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { operationArbitrary } from './operation-arbitrary.ts';
import { OPERATIONS, type Operation, TABLE } from './operation-cases.ts';

/** An independent emulator that is tested against AWS. Its package exists for some platforms only. */
const DYNOXIDE = fileURLToPath(new URL('../../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/** The response of a store: the body, or the name of the error. */
type Answer = { readonly body: unknown } | { readonly error: string; readonly item?: unknown };
type Ask = (operation: string, input: object) => Promise<Answer>;

describe.runIf(existsSync(DYNOXIDE))('the store and Dynoxide', () => {
  let dynoxide: ChildProcess;
  let theirs: Ask;
  const own = openDynamoDb(':memory:');

  const ours: Ask = async (operation, input) => {
    try {
      return { body: await own.call(operation, JSON.parse(JSON.stringify(input))) };
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      return { error: error.name, ...(error.fields.Item !== undefined && { item: error.fields.Item }) };
    }
  };

  const askBoth = async ([operation, input]: Operation): Promise<readonly [Answer, Answer]> => [
    comparable(await ours(operation, input)),
    comparable(await theirs(operation, input)),
  ];

  beforeAll(async () => {
    const port = await freePort();
    dynoxide = spawn(DYNOXIDE, ['--port', String(port)], { stdio: 'ignore' });
    theirs = (operation, input) => post(port, operation, input);
    await vi.waitUntil(
      () =>
        theirs('ListTables', {}).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    );
    for (const table of TABLE) for (const ask of [ours, theirs]) await ask('CreateTable', table);
  });
  afterAll(async () => {
    dynoxide.kill('SIGKILL');
    await own.close();
  });

  it.each(OPERATIONS)('agree on $about', async ({ operations }) => {
    for (const operation of operations) {
      const [mine, other] = await askBoth(operation);
      expect(mine, JSON.stringify(operation)).toEqual(other);
    }
  });

  it('agree on random sequences of operations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operationArbitrary(), { minLength: 5, maxLength: 30 }), async (operations) => {
        for (const operation of operations) {
          const [mine, other] = await askBoth(operation);
          expect(mine, JSON.stringify(operation)).toEqual(other);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Removes what may differ: capacity, and the order of unordered values. */
function comparable(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    (key === 'SS' || key === 'NS') && Array.isArray(value) ? [...value].sort() : value,
  ) as Answer;
}

async function post(port: number, operation: string, input: object): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
    },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { readonly __type?: string; readonly Item?: unknown };
  if (response.ok) return { body };
  const error = body.__type?.split('#').at(-1) ?? 'none';
  return { error, ...(body.Item !== undefined && { item: body.Item }) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
