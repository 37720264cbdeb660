import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { onOwnStore } from '../../../contract/own-store.ts';
import { openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { type Answer, type Ask, askOwn, askUrl } from './ask-store.ts';
import { GENERATED_KEYS, operationArbitrary } from './operation-arbitrary.ts';
import { OPERATIONS, type Operation, TABLE } from './operation-cases.ts';

/** An independent emulator that is tested against AWS. Its package exists for some platforms only. */
const DYNOXIDE = fileURLToPath(new URL('../../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

describe.runIf(existsSync(DYNOXIDE))('the store and Dynoxide', () => {
  let dynoxide: ChildProcess;
  let theirs: Ask;
  const own = onOwnStore(':memory:', openDynamoDb);

  const ours = askOwn(own);

  const askBoth = async ([operation, input]: Operation): Promise<readonly [Answer, Answer]> => [
    await ours(operation, input),
    await theirs(operation, input),
  ];

  beforeAll(async () => {
    const port = await freePort();
    dynoxide = spawn(DYNOXIDE, ['--port', String(port)], { stdio: 'ignore' });
    theirs = askUrl(`http://127.0.0.1:${port}`);
    await vi.waitUntil(
      () =>
        theirs('ListTables', {}).then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
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
        for (const Key of GENERATED_KEYS) await askBoth(['DeleteItem', { TableName: 'items', Key }]);
        for (const operation of operations) {
          const [mine, other] = await askBoth(operation);
          expect(mine, JSON.stringify(operation)).toEqual(other);
        }
      }),
      { numRuns: 200 },
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
