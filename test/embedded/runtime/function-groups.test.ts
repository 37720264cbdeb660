import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../../blueprint/blueprint.ts';
import { tenantReferences } from '../../../blueprint/references.ts';
import { groupFunctions } from '../../../embedded/lambda/function-group.ts';
import { createGroupOf } from '../../../embedded/runtime/function-groups.ts';
import { lambdaFunctions } from '../../../embedded/runtime/lambda-functions.ts';
import { LOCAL } from '../../../embedded/runtime/local.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { TARGET } from '../../helpers/target-references.ts';
import { TENANT_FILE, tenantConfig } from '../../infra/tenant-fixture.ts';

const blueprintOf = (file: object) => createBlueprint(tenantConfig({ ...TENANT_FILE, ...file }), pluginCatalog());

const groupsOf = (blueprint: ReturnType<typeof blueprintOf>) =>
  groupFunctions(
    lambdaFunctions(blueprint, {
      references: tenantReferences(blueprint, LOCAL, TARGET),
      prefix: blueprint.tenant,
      awsUrl: 'http://127.0.0.1:3001',
      loopback: ['127.0.0.1:3100'],
      fileOf: (id) => `/data/functions/${id}.mjs`,
      groupOf: createGroupOf(blueprint),
    }),
  );

describe('the groups of functions', () => {
  it('are what orders pass through, what is behind the API, what runs in the background, and each plugin', () => {
    const groups = groupsOf(blueprintOf({}));
    const members = Object.fromEntries(
      groups.map(({ id, functions }) => [id, functions.map((fn) => fn.id).toSorted()]),
    );
    expect(members).toEqual({
      orders: ['complete-order', 'execution-ended', 'submit-order', 'webhook-sender'],
      requests: [
        'console',
        'describe',
        'erasures-api',
        'mcp',
        'operate-orders',
        'proposals-api',
        'read-orders',
        'read-payload',
        'webhooks-api',
      ],
      background: ['erase-orders', 'release-orders', 'retention', 'run-proposals', 'sweeper'],
      'plugin-salesforce-v3': ['plugin-salesforce-v3'],
      'plugin-platform-events': ['plugin-platform-events'],
      'plugin-callout-plugin': ['plugin-callout-plugin'],
    });
  });

  it('keep the sender of webhooks off the path of orders that have none', () => {
    expect(createGroupOf(blueprintOf({ webhooks: [] }))('webhook-sender')).toBe('background');
  });

  it.each([
    ['of the fixture', {}],
    ['with editions', { aws: { canary: { percent: 5 } } }],
    ['with agents that act', { api: { agentsMayAct: true } }],
    [
      'with a plugin that reads account subscriptions',
      {
        processOrder: [
          { name: 'salesforceV3', critical: true },
          { name: 'duplicateSubscriptionCheck', critical: true },
        ],
      },
    ],
  ])('agree on every environment variable, those of all functions too, for a tenant %s', (_, file) => {
    const blueprint = blueprintOf(file);
    const groups = groupsOf(blueprint);
    const all = groups.flatMap(({ functions }) => functions.map((fn) => ({ ...fn, group: 'all' })));
    const [merged] = groupFunctions(all);
    for (const { environment } of all) expect(merged?.environment).toMatchObject(environment);
  });
});
