import { describe, expect, it } from 'vitest';
import { parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { TenantConfigInvalid } from '../../../core/config/tenant-config.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile, testCatalog } from '../test-catalog.ts';

const { crm, billing, callout } = STEPS;
const trial = { name: 'trial', match: { offerType: ['trial'] } };

function firstStep(changes: JsonObject): JsonObject {
  return tenantFile({ processOrder: [{ ...crm, ...changes }, billing] });
}

describe('the shape of the file', () => {
  it.each<[string, JsonValue, string, RegExp]>([
    ['an unknown key', tenantFile({ procesOrder: [] }), 'procesOrder', /Unknown key/],
    ['an unknown key of a step', firstStep({ crtical: true }), 'processOrder[0].crtical', /Unknown key/],
    [
      'a step without critical',
      tenantFile({ processOrder: [{ name: 'crm' }] }),
      'processOrder[0].critical',
      /found nothing/,
    ],
    ['no steps at all', { tenant: 'acme' }, 'processOrder', /Expected array, found nothing/],
    ['a tenant with capitals', tenantFile({ tenant: 'Acme' }), 'tenant', /2 to 32 lower-case/],
    ['a tenant that ends in a dash', tenantFile({ tenant: 'acme-' }), 'tenant', /2 to 32 lower-case/],
    ['a tenant that is too long', tenantFile({ tenant: 'a'.repeat(33) }), 'tenant', /2 to 32 lower-case/],
    ['an id with a space', firstStep({ id: 'my crm' }), 'processOrder[0].id', /letter followed by/],
    ['an id that is too long', firstStep({ id: 'a'.repeat(61) }), 'processOrder[0].id', /at most 59/],
    ['a timeout of zero', firstStep({ timeoutSeconds: 0 }), 'processOrder[0].timeoutSeconds', /at least 1/],
    [
      'a timeout above the limit of a Lambda',
      firstStep({ timeoutSeconds: 601 }),
      'processOrder[0].timeoutSeconds',
      /at most 600/,
    ],
    [
      'a wait for nothing',
      firstStep({ callback: { timeoutSeconds: 60 } }),
      'processOrder[0].callback',
      /Expected "waitFor": "callback" next to it/,
    ],
    [
      'an endless wait',
      firstStep({ waitFor: 'callback', callback: { timeoutSeconds: 99_999_999 } }),
      'processOrder[0].callback.timeoutSeconds',
      /at most 31536000/,
    ],
    [
      'a retry that shrinks',
      firstStep({ retry: { backoffRate: 0.5 } }),
      'processOrder[0].retry.backoffRate',
      /at least 1/,
    ],
    ['an unknown failure policy', tenantFile({ onCriticalFailure: 'retry' }), 'onCriticalFailure', /"stop"/],
    [
      'an issuer over http',
      tenantFile({ api: { auth: { issuer: 'http://a.example', audience: ['x'] } } }),
      'api.auth.issuer',
      /URL/,
    ],
    ...[
      'http://agent.example.org/callback',
      'http://localhost.example.org/callback',
      'https://agent.example.org/callback#part',
      'javascript:alert(1)',
      'data://text',
    ].map((url): [string, JsonObject, string, RegExp] => [
      `agents that send people back to ${url}`,
      tenantFile({ api: { agentRedirectUrls: [url] } }),
      'api.agentRedirectUrls[0]',
      /Expected/,
    ]),
    [
      'a client for agents in the pool of a tenant with an issuer',
      tenantFile({
        api: { auth: { issuer: 'https://a.example', audience: ['x'] }, agentRedirectUrls: ['http://localhost:1/cb'] },
      }),
      'api',
      /register a client for agents at your issuer/,
    ],
    [
      'an allowed host that is a URL',
      tenantFile({ outbound: { allowedHosts: ['https://a.example'] } }),
      'outbound.allowedHosts[0]',
      /Expected a host/,
    ],
    [
      'an allowed host with a port',
      tenantFile({ outbound: { allowedHosts: ['warehouse.example.org', 'localhost:3100'] } }),
      'outbound.allowedHosts[1]',
      /without a port/,
    ],
    [
      'basic auth for something that is not a host',
      tenantFile({ outbound: { basicAuth: { 'a/b': 'auth/b' } } }),
      'outbound.basicAuth["a/b"]',
      /Expected one exact host/,
    ],
    ['an unknown key', tenantFile({ hooks: [] }), 'hooks', /Unknown key/],
    ['a list', [], '', /Expected object, found array/],
  ])('rejects %s', (_, file, path, message) => {
    expect(problemsOf(file)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it.each<[string, JsonObject]>([
    ['the smallest file', { tenant: 'ab', processOrder: [] }],
    ['a file with its schema', tenantFile({ $schema: './order-processing.schema.json' })],
    ['a tenant with digits and dashes', tenantFile({ tenant: 'acme-2-eu' })],
    [
      'a step with everything',
      firstStep({
        id: 'find-customer',
        service: 'salesforce',
        options: {},
        when: 'true',
        select: 'order',
        timeoutSeconds: 600,
        retry: { maxAttempts: 0 },
        waitFor: 'callback',
        callback: { timeoutSeconds: 60, heartbeatSeconds: 20 },
      }),
    ],
    [
      'hosts with a wildcard or in upper case, one of them with basic auth',
      tenantFile({
        outbound: {
          allowedHosts: ['*.example.org', 'API.example.net'],
          basicAuth: { 'warehouse.example.org': 'auth/a' },
        },
      }),
    ],
    [
      'agents that send people back to this machine, to a web page or to a program',
      tenantFile({
        api: {
          agentRedirectUrls: ['http://localhost:8080/callback', 'https://agent.example.org/cb', 'cursor://oauth'],
        },
      }),
    ],
    [
      'an issuer of tokens',
      tenantFile({
        api: { auth: { issuer: 'https://login.example.org', audience: ['orders'] }, idempotencyFrom: 'external_id' },
      }),
    ],
  ])('accepts %s', (_, file) => {
    expect(problemsOf(file)).toEqual([]);
  });
});

describe('a file with many mistakes', () => {
  const file = {
    tenant: 'Acme',
    proces: [],
    processOrder: [
      { name: 'crm', critical: 'yes', options: { recordType: 7 } },
      { name: 'biling', critical: true, options: { apiKey: '12345' } },
      { name: 'crm', critical: true, when: 'order.[' },
    ],
    postProcessOrder: [{ ...callout, critical: true, service: 'zuora' }],
    overrides: [
      { ...trial, exclude: ['nothing'] },
      { name: 'late', match: { offerType: ['trial'] }, extra: 1 },
      { name: 'default', match: { orderType: ['renew'] } },
    ],
  };

  it('reports all of them at once', () => {
    expect(problemsOf(file).map(({ path }) => path)).toEqual([
      'tenant',
      'processOrder[0].critical',
      'overrides[1].extra',
      'proces',
      'processOrder[0].options.recordType',
      'processOrder[1].name',
      'processOrder[1].options.apiKey',
      'processOrder[2].when',
      'postProcessOrder[0].service',
      'postProcessOrder[0].critical',
      'processOrder[2]',
      'overrides[0].exclude[0]',
      'overrides[1].match',
      'overrides[2].name',
    ]);
  });

  it('throws them in one error, one per line', () => {
    const parse = () => parseTenantConfig(JSON.stringify(file), 'tenants/acme.json', testCatalog);
    expect(parse).toThrow(TenantConfigInvalid);
    expect(parse).toThrow(/^tenants\/acme\.json has 14 problems:\n {2}tenant: Expected 2 to 32/);
  });
});

describe('the text of a file', () => {
  it('is rejected if it is not JSON', () => {
    expect(() => parseTenantConfig('{', 'tenants/x.json', testCatalog)).toThrow(
      /tenants\/x\.json has a problem:\n {2}\(file\): Expected JSON/,
    );
  });

  it('is read with every default filled in', () => {
    const config = parseTenantConfig(JSON.stringify({ tenant: 'acme', processOrder: [crm] }), 'x', testCatalog);
    expect(config).toEqual({
      tenant: 'acme',
      aws: {},
      processOrder: [{ ...crm, options: {} }],
      postProcessOrder: [],
      collisions: 'queue',
      onCriticalFailure: 'stop',
      approvals: [],
      overrides: [],
      retiredSequences: [],
      webhooks: [],
      concurrency: { accountLimit: 1000, reserved: {} },
      patience: 'PT0S',
      connections: {},
      retention: { orders: 'P7Y', processEvents: 'P90D', deliveries: 'P30D' },
      outbound: { basicAuth: {} },
      api: {
        idempotencyFrom: 'header',
        maxWaitSeconds: 25,
        requireIdempotencyKey: false,
        checkAtSubmit: false,
        agentsMayAct: false,
      },
    });
  });

  it('is read with the alias of an order type replaced', () => {
    const file = tenantFile({ overrides: [{ name: 'shop', match: { orderType: ['submitted'] } }] });
    expect(parseTenantConfig(JSON.stringify(file), 'x', testCatalog).overrides[0]?.match).toEqual({
      orderType: ['new'],
    });
  });
});
