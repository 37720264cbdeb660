import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { tenantReferences } from '../../blueprint/references.ts';
import { eventPatternOf, inputTransformerOf } from '../../blueprint/rules.ts';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { definitionOf } from '../../state-machines/definition-of.ts';
import { tenantFile, testCatalog } from '../core/test-catalog.ts';
import { TARGET } from '../helpers/target-references.ts';

const webhook: JsonObject = {
  name: 'crm-feed',
  url: 'https://hooks.example.org/orders',
  events: ['order.submitted', 'order.failed'],
  orderTypes: ['new'],
  signingSecret: 'webhooks/crm-feed',
  basicAuth: 'auth/hooks',
};

function blueprint(...webhooks: JsonObject[]) {
  const { config, problems } = checkTenantConfig(tenantFile({ webhooks }), testCatalog);
  if (config === undefined) throw new TypeError(JSON.stringify(problems));
  return createBlueprint(config, testCatalog);
}

describe('the webhooks of a blueprint', () => {
  const { functions, rules, stateMachines } = blueprint(
    webhook,
    { ...webhook, name: 'all', orderTypes: ['new', 'submitted'], signingSecret: 'webhooks/all' },
    { ...webhook, name: 'off', enabled: false },
  );

  it('have a rule for each enabled one, which matches its events and order types', () => {
    expect(rules.filter(({ id }) => id.startsWith('webhook-')).map(({ id }) => id)).toEqual([
      'webhook-crm-feed',
      'webhook-all',
    ]);
    expect(rules.find(({ id }) => id === 'webhook-crm-feed')).toMatchObject({
      bus: 'tenant',
      pattern: {
        source: ['orders.acme'],
        'detail-type': ['order.submitted', 'order.failed'],
        detail: { orderType: ['new'] },
      },
    });
    expect(blueprint({ ...webhook, orderTypes: ['new', 'submitted'] }).rules[0]?.pattern).toMatchObject({
      detail: { orderType: ['new'] },
    });
  });

  it('have rule names and patterns that EventBridge accepts', () => {
    const { rules: longest } = blueprint({ ...webhook, name: `a${'b'.repeat(39)}` });
    for (const { id, pattern } of [...rules, ...longest]) {
      expect(id).toMatch(/^[\w-]{1,64}$/);
      expect(JSON.stringify(pattern).length).toBeLessThan(2048);
    }
  });

  it('start an existing state machine, with the id of the order only', () => {
    const targets = rules.flatMap(({ target }) => ('stateMachine' in target ? [target] : []));
    expect(targets).toHaveLength(2);
    for (const { stateMachine, input } of targets) {
      expect(stateMachines.map(({ id }) => id)).toContain(stateMachine);
      expect(Object.keys(input).toSorted()).toEqual(['orderId', 'round', 'sequence', 'webhook']);
    }
  });

  it('let only the sender read their secrets', () => {
    const readers = functions.filter(({ secrets }) => secrets.some((secret) => secret.startsWith('webhooks/')));
    expect(readers.map(({ id, secrets }) => [id, secrets])).toEqual([
      ['webhook-sender', ['webhooks/crm-feed', 'auth/hooks', 'webhooks/all']],
    ]);
  });

  it('invoke existing functions', () => {
    for (const spec of stateMachines) {
      expect(functions.map((fn) => fn.id)).toEqual(expect.arrayContaining([...spec.functions]));
      expect(definitionOf(spec).States).toBeDefined();
    }
    expect(() => definitionOf({ id: 'other', functions: [] })).toThrow(/found "other"/);
  });

  it('reserve their names: no sequence may have them', () => {
    const overrides = [{ name: 'webhook-delivery', match: { orderType: ['renew'] }, exclude: ['crm'] }];
    expect(checkTenantConfig(tenantFile({ overrides }), testCatalog).problems).toContainEqual({
      path: 'overrides[0].name',
      message: expect.stringMatching(/"webhook-delivery"/),
    });
  });
});

describe('the rule for executions that ended abnormally', () => {
  const rule = blueprint().rules.find(({ bus }) => bus === 'default');

  it("matches the executions of the tenant's state machines, wherever it runs", () => {
    if (rule === undefined) throw new TypeError('Expected a rule on the default bus.');
    const location = { partition: 'aws', region: 'eu-west-1', accountId: '000000000000' };
    expect(eventPatternOf(rule, tenantReferences({ tenant: 'acme', aws: {} }, location, TARGET))).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [{ prefix: 'arn:aws:states:eu-west-1:000000000000:stateMachine:acme-' }],
      },
    });
  });

  it('invokes a function of the blueprint', () => {
    expect(blueprint().functions.map(({ id }) => id)).toContain('execution-ended');
    expect(rule?.target).toEqual({ function: 'execution-ended', maxAgeSeconds: 3600 });
  });
});

describe('inputTransformerOf', () => {
  it('takes values of the event by path and keeps the others', () => {
    expect(inputTransformerOf({ webhook: 'a "b"', orderId: { path: '$.detail.orderId' }, round: 1 })).toEqual({
      inputPathsMap: { orderId: '$.detail.orderId' },
      inputTemplate: '{"webhook":"a \\"b\\"","orderId":<orderId>,"round":1}',
    });
  });
});
