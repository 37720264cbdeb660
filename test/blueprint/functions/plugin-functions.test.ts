import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../../blueprint/blueprint.ts';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../../blueprint/functions/function-ids.ts';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const CRM = { name: 'salesforceV3', critical: true };
const CHECK = { name: 'duplicateSubscriptionCheck', critical: true };

/** Returns what a function may do with the table, and whether it must write account subscriptions. */
function functionOf(id: string, file: JsonObject) {
  const { config, problems } = checkTenantConfig({ tenant: 'acme', processOrder: [CRM], ...file }, pluginCatalog());
  if (config === undefined) throw new TypeError(JSON.stringify(problems));
  const found = createBlueprint(config, pluginCatalog()).functions.find((candidate) => candidate.id === id);
  const actions = found?.grants.filter(({ on }) => on === 'table').flatMap((grant) => grant.actions) ?? [];
  return { written: found?.environment.ACCOUNT_SUBSCRIPTIONS, actions };
}

const OVERRIDE = { name: 'one', match: { orderType: ['new'] }, processOrder: [CRM, CHECK] };

describe('account subscriptions', () => {
  it.each([
    ['the default sequence', { processOrder: [CRM, CHECK] }],
    ['only an override', { overrides: [OVERRIDE] }],
  ])('are written, and read by the check alone, when %s has the check', (_where, file) => {
    const completion = functionOf(COMPLETE_ORDER_FUNCTION, file);
    expect(completion.written).toBe('written');
    expect(completion.actions).toEqual(
      expect.arrayContaining(['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem']),
    );
    expect(functionOf(pluginFunctionId(CHECK.name), file).actions).toContain('dynamodb:Query');
    expect(functionOf(pluginFunctionId(CRM.name), file).actions).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  });

  it('are neither written nor granted when no sequence has it', () => {
    const completion = functionOf(COMPLETE_ORDER_FUNCTION, {});
    const actions = ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    expect(completion).toEqual({ written: 'unused', actions });
  });
});

it('reads the secret of the sandbox, whose address a file that is only checked does not have', () => {
  const file = {
    tenant: 'acme',
    processOrder: [{ name: 'calloutPlugin', critical: true, options: { endpoint: 'http://{sandbox}/provisioning' } }],
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  };
  const { config } = checkTenantConfig(file, pluginCatalog());
  const { functions } = createBlueprint(config ?? expect.unreachable(), pluginCatalog());
  expect(functions.find(({ id }) => id === pluginFunctionId('calloutPlugin'))?.secrets).toEqual(['provisioning']);
});
