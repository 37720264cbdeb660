import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import type { FunctionSpec, Grant } from '../../blueprint/functions/define-function.ts';
import { COMPLETE_ORDER_FUNCTION, pluginFunctionId } from '../../blueprint/functions/function-ids.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../../blueprint/functions/plugin-functions.ts';
import { CONSOLE_ROUTES } from '../../blueprint/routes/console.ts';
import { MCP_METADATA_PATH } from '../../blueprint/routes/mcp.ts';
import { ORDER_TABLE } from '../../blueprint/table.ts';
import { SCOPES } from '../../core/access.ts';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { compileSequence } from '../../state-machines/compile-sequence.ts';
import { functionPlaceholder } from '../../state-machines/placeholders.ts';
import { STEPS, tenantFile, testCatalog } from '../core/test-catalog.ts';

const { crm, billing, callout } = STEPS;
// The longest timeout of a Lambda function (AWS Lambda Developer Guide, "Lambda quotas").
const LAMBDA_TIMEOUT_SECONDS = 900;

/** Every action that a function may be granted, by resource. None of them reaches beyond that resource. */
const ALLOWED_ACTIONS: Readonly<Record<Grant['on'], readonly string[]>> = {
  table: [
    'dynamodb:GetItem',
    'dynamodb:BatchGetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
  ],
  tableIndexes: ['dynamodb:Query'],
  bus: ['events:PutEvents'],
  searchKey: ['secretsmanager:GetSecretValue'],
  stateMachines: [
    'states:StartExecution',
    'states:SendTaskSuccess',
    'states:SendTaskFailure',
    'states:SendTaskHeartbeat',
  ],
  executions: ['states:DescribeExecution', 'states:StopExecution'],
  stateMachine: ['states:StartExecution'],
};

function blueprint(changes: JsonObject = {}) {
  const { config, problems } = checkTenantConfig(tenantFile(changes), testCatalog);
  if (config === undefined) throw new TypeError(JSON.stringify(problems));
  return createBlueprint(config, testCatalog);
}

function functionOf(id: string, changes: JsonObject = {}): FunctionSpec {
  const found = blueprint(changes).functions.find((candidate) => candidate.id === id);
  if (found === undefined) throw new TypeError(`Expected a function ${id}.`);
  return found;
}

describe('createBlueprint', () => {
  const { functions, routes, schedules, sequences, table, tenant } = blueprint({
    overrides: [{ name: 'extra', match: { orderType: ['renew'] }, processOrder: [{ ...callout, id: 'only-here' }] }],
  });
  const ids = functions.map(({ id }) => id);

  it('has the tenant, its table and every sequence', () => {
    expect(tenant).toBe('acme');
    expect(table).toBe(ORDER_TABLE);
    expect(sequences.map(({ name }) => name)).toEqual(['default', 'extra']);
  });

  it('gives every function a distinct id in kebab-case', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toBe(true);
    expect(new Set(ids.map(functionPlaceholder)).size).toBe(ids.length);
  });

  it('has the function of every route and schedule, and a scope on every route except the public ones', () => {
    expect(ids).toEqual(expect.arrayContaining([...routes, ...schedules].map((user) => user.function)));
    const open = routes.filter(({ scope }) => scope === null).map(({ path }) => path);
    const pages = CONSOLE_ROUTES.map(({ path }) => path);
    expect(open).toEqual(['/health', '/openapi.json', '/', MCP_METADATA_PATH, ...pages]);
    expect(routes.every(({ scope }) => scope === null || SCOPES.includes(scope))).toBe(true);
    const keys = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a function for every plugin of any sequence, including those of overrides', () => {
    const used = sequences.flatMap(({ steps }) => steps.map(({ name }) => pluginFunctionId(name)));
    expect(ids.filter((id) => id.startsWith('plugin-')).toSorted()).toEqual([...new Set(used)].toSorted());
    expect(blueprint({ postProcessOrder: [] }).functions.map(({ id }) => id)).not.toContain('plugin-callout');
  });

  it('has every function that the state machines invoke', () => {
    const placeholders = sequences.flatMap(
      (sequence) => JSON.stringify(compileSequence(sequence)).match(/\$\{\w+\}/g) ?? [],
    );
    expect(placeholders).toContain(functionPlaceholder(COMPLETE_ORDER_FUNCTION));
    expect(ids.map(functionPlaceholder)).toEqual(expect.arrayContaining([...new Set(placeholders)]));
  });

  it('gives a plugin the time of its longest step, and a margin to record the outcome', () => {
    const steps = [crm, { ...crm, id: 'slow', timeoutSeconds: 100 }, billing];
    expect(functionOf('plugin-crm', { processOrder: steps }).timeoutSeconds).toBe(100 + STEP_HOST_MARGIN_SECONDS);
    expect(functionOf('plugin-billing').timeoutSeconds).toBe(60 + STEP_HOST_MARGIN_SECONDS);
    expect(functionOf('plugin-crm').timeoutSeconds).toBe(30 + STEP_HOST_MARGIN_SECONDS);
  });

  it('stays within the timeout of Lambda, even with the longest possible step', () => {
    const longest = functionOf('plugin-crm', { processOrder: [{ ...crm, timeoutSeconds: 600 }] });
    for (const { id, timeoutSeconds } of [...functions, longest])
      expect(timeoutSeconds, id).toBeLessThanOrEqual(LAMBDA_TIMEOUT_SECONDS);
  });

  it("lets each plugin's function read the secrets of its own steps, and those that index orders the search key", () => {
    expect(functionOf('plugin-crm').secrets).toEqual(['crm']);
    expect(functionOf('plugin-billing').secrets).toEqual(['billing']);
    expect(functionOf('plugin-callout').secrets).toEqual([]);
    const two = [crm, { ...crm, id: 'other', options: { connection: 'crm/other' } }];
    expect(functionOf('plugin-crm', { processOrder: two }).secrets).toEqual(['crm', 'crm/other']);
    const readers = functions.filter(({ grants }) => grants.some(({ on }) => on === 'searchKey'));
    expect(readers.map(({ id }) => id).sort()).toEqual([
      ...['erase-orders', 'erasures-api', 'operate-orders', 'read-orders', 'retention', 'run-proposals'],
      ...['submit-order', 'sweeper'],
    ]);
  });

  it("lets each plugin's function read the basic auth of the hosts that its steps name, and no other", () => {
    const basicAuth = { 'desk.example.org': 'auth/desk', 'warehouse.example.org': 'auth/warehouse' };
    const processOrder = [
      { name: 'calloutPlugin', critical: true, options: { endpoint: 'https://desk.example.org/orders' } },
      { name: 'zuora', critical: true, options: {} },
    ];
    const undo = { url: 'https://Warehouse.example.org:8443/{idempotencyKey}' };
    const options = { endpoint: 'https://other.example.org/', destinationId: 'order.owner', undo };
    const postProcessOrder = [{ name: 'transferOwnership', critical: false, options }];
    const file = { tenant: 'acme', processOrder, postProcessOrder, outbound: { basicAuth } };
    const { config, problems } = checkTenantConfig(file, pluginCatalog());
    expect(problems).toEqual([]);
    if (config === undefined) return;
    const secrets = createBlueprint(config, pluginCatalog()).functions.flatMap((each) =>
      each.id.startsWith('plugin-') ? [[each.id, each.secrets]] : [],
    );
    expect(Object.fromEntries(secrets)).toEqual({
      'plugin-callout-plugin': ['auth/desk'],
      'plugin-zuora': ['zuora'],
      'plugin-transfer-ownership': ['auth/warehouse'],
    });
  });

  it("lets functions only read and write the tenant's items, publish its events and control its executions", () => {
    for (const { id, grants } of functions)
      for (const { on, actions } of grants)
        expect(ALLOWED_ACTIONS[on], id).toEqual(expect.arrayContaining([...actions]));
  });

  it('grants each action on a resource once', () => {
    for (const { id, grants } of functions) {
      const targets = grants.map(({ actions: _, ...target }) => JSON.stringify(target));
      expect(new Set(targets).size, id).toBe(targets.length);
      for (const { actions } of grants) expect(new Set(actions).size, id).toBe(actions.length);
    }
  });

  it('points to existing files', () => {
    const { functions: real } = createBlueprint(
      {
        tenant: 'all',
        aws: {},
        processOrder: [...pluginCatalog().keys()].map((name) => ({ name, critical: true, options: {} })),
        postProcessOrder: [],
        onCriticalFailure: 'stop',
        patience: 'PT0S',
        connections: {},
        overrides: [],
        approvals: [],
        retiredSequences: [],
        webhooks: [],
        concurrency: { accountLimit: 1000, reserved: {} },
        collisions: 'queue',
        retention: { orders: 'P7Y', processEvents: 'P90D', deliveries: 'P30D' },
        outbound: { basicAuth: {} },
        api: {
          idempotencyFrom: 'header',
          maxWaitSeconds: 25,
          requireIdempotencyKey: false,
          checkAtSubmit: false,
          agentsMayAct: false,
        },
      },
      // Entries depend on names only; the options of a real step would need values.
      new Map([...pluginCatalog()].map(([name, { secrets: _, ...plugin }]) => [name, plugin])),
    );
    const missing = real
      .map(({ entry }) => entry)
      .filter((entry) => !existsSync(new URL(`../../${entry}.ts`, import.meta.url)));
    expect(missing).toEqual([]);
  });
});
