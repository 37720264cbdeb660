import { expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { callbackWarnings } from '../../cli/callback-warnings.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const STEP = { id: 'approval', name: 'platformEvents', critical: true };
const WAITING = { ...STEP, waitFor: 'callback' };

function warningsOf(step: object, api: object): readonly string[] {
  const text = JSON.stringify({ tenant: 'waiting', processOrder: [step], api });
  return callbackWarnings(createBlueprint(parseTenantConfig(text, 'waiting.json', pluginCatalog()), pluginCatalog()));
}

it('warns of a callback that no client of the user pool may send', () => {
  expect(warningsOf(WAITING, {})).toEqual([
    'Warning: on AWS, no client may answer the callbacks of approval. Set api.clients to ["channel","callback"].',
  ]);
  expect(warningsOf(WAITING, { clients: ['channel'] })).toHaveLength(1);
});

it.each([
  ['a client may send the callback', WAITING, { clients: ['channel', 'callback'] }],
  ['the tenant has its own issuer', WAITING, { auth: { issuer: 'https://login.example.org', audience: ['orders'] } }],
  ['no step waits', STEP, {}],
])('says nothing if %s', (_, step, api) => {
  expect(warningsOf(step, api)).toEqual([]);
});
