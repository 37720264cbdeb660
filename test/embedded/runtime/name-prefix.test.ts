import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { namePrefixIn } from '../../../embedded/runtime/name-prefix.ts';
import { openStore, type Store } from '../../../embedded/sqlite/store.ts';
import { openStepFunctions } from '../../../embedded/step-functions/step-functions.ts';

let dataDir: string;
let store: Store;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'name-prefix-'));
  store = openStore(join(dataDir, 'store.sqlite'));
});

afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

async function addMachine(name: string): Promise<void> {
  const stepFunctions = openStepFunctions({
    region: 'eu-west-1',
    accountId: '000000000000',
    store,
    invokeLambda: () => Promise.reject(new Error('No machine invokes a function.')),
  });
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'End', States: { End: { Type: 'Succeed' } } });
  const roleArn = 'arn:aws:iam::000000000000:role/local';
  await stepFunctions.call('CreateStateMachine', { name, definition, roleArn, type: 'STANDARD' });
  await stepFunctions.close();
}

it('separates a tenant from its ids in a new folder, and in one that has these names', async () => {
  expect(namePrefixIn(dataDir, store, 'demo-eu')).toBe('demo_eu');
  await addMachine('demo_eu-default');
  expect(namePrefixIn(dataDir, store, 'demo-eu')).toBe('demo_eu');
});

it('keeps the names of an older folder', async () => {
  await addMachine('demo-eu-default');
  expect(namePrefixIn(dataDir, store, 'demo-eu')).toBe('demo-eu');
});

it('keeps the names of a folder of version 0.2, whose state machines are not in the store yet', async () => {
  await writeFile(join(dataDir, 'step-functions.sqlite'), '');
  expect(namePrefixIn(dataDir, store, 'demo-eu')).toBe('demo-eu');
});

it('changes nothing for a tenant without "-"', async () => {
  expect(namePrefixIn(dataDir, store, 'acme')).toBe('acme');
  await addMachine('acme-default');
  expect(namePrefixIn(dataDir, store, 'acme')).toBe('acme');
});
