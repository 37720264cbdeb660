import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const callout = (options: JsonObject): JsonObject => ({ name: 'calloutPlugin', critical: true, options });
const step = (endpoint: string) => callout({ endpoint });
const webhook = { name: 'feed', url: 'https://hooks.example.net/', events: ['order.failed'], signingSecret: 'hooks' };

function problemsOf(allowedHosts: JsonValue, changes: JsonObject) {
  const file = { tenant: 'acme', processOrder: [], outbound: { allowedHosts }, ...changes };
  return checkTenantConfig(file, pluginCatalog()).problems;
}

describe('with allowed hosts, an endpoint', () => {
  it.each([
    'https://api.example.org/orders',
    'https://API.Example.org:8443/orders',
    'https://api.example.org./orders',
    'https://eu.example.net/orders',
    'http://127.0.0.1:3100/provisioning/orders',
    'http://localhost:3100/provisioning/orders',
  ])('may be %s', (endpoint) => {
    expect(problemsOf(['api.example.org', '*.Example.net'], { processOrder: [step(endpoint)] })).toEqual([]);
  });

  it.each([
    'https://warehouse.example.org/orders',
    'https://example.net/orders',
    'https://api.example.org.evil.example/orders',
    'https://[2001:db8::1]/orders',
  ])('may not be %s', (endpoint) => {
    expect(problemsOf(['api.example.org', '*.example.net'], { processOrder: [step(endpoint)] })).toEqual([
      {
        path: 'processOrder[0].options.endpoint',
        message: `Host "${new URL(endpoint).hostname}" is not in outbound.allowedHosts (it allows api.example.org, *.example.net): add it there, or correct the URL.`,
      },
    ]);
  });

  it('is found in every option that is a URL, in overrides and in webhooks', () => {
    const key = '{idempotencyKey}';
    const changes = {
      processOrder: [
        callout({
          endpoint: 'https://api.example.org/orders',
          statusUrl: `https://status.example.org/${key}`,
          undo: { url: `https://undo.example.org/${key}` },
          rejectWhen: 'body = "https://text.example.org"',
        }),
      ],
      overrides: [
        { name: 'trial', match: { offerType: ['trial'] }, processOrder: [step('https://trial.example.org/orders')] },
      ],
      webhooks: [webhook],
    };
    expect(problemsOf(['api.example.org'], changes).map(({ path }) => path)).toEqual([
      'processOrder[0].options.statusUrl',
      'processOrder[0].options.undo.url',
      'overrides[0].processOrder[0].options.endpoint',
      'webhooks[0].url',
    ]);
    expect(problemsOf(['*.example.org', 'hooks.example.net'], changes)).toEqual([]);
  });

  it('is always rejected if the list is empty', () => {
    expect(problemsOf([], { processOrder: [step('https://api.example.org')] })).toMatchObject([
      { message: expect.stringContaining('the list is empty') },
    ]);
  });

  it('is not checked if the list cannot be read', () => {
    const problems = problemsOf('api.example.org', { processOrder: [step('https://other.example.org')] });
    expect(problems.map(({ path }) => path)).toEqual(['outbound.allowedHosts']);
  });
});

it('without allowed hosts any endpoint is accepted', () => {
  const file = { tenant: 'acme', processOrder: [step('https://other.example.org/orders')], webhooks: [webhook] };
  expect(checkTenantConfig(file, pluginCatalog()).problems).toEqual([]);
});
