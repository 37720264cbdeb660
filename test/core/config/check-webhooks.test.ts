import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { tenantFile, testCatalog } from '../test-catalog.ts';

const webhook: JsonObject = {
  name: 'crm-feed',
  url: 'https://hooks.example.org/orders',
  events: ['order.submitted'],
  signingSecret: 'webhooks/crm-feed',
};

function checked(...webhooks: JsonObject[]) {
  return checkTenantConfig(tenantFile({ webhooks }), testCatalog);
}

describe('the webhooks of a tenant file', () => {
  it('are read with every default filled in, and aliases of order types replaced', () => {
    const { config } = checked({ ...webhook, orderTypes: ['submitted', 'refund'] });
    expect(config?.webhooks).toEqual([{ ...webhook, orderTypes: ['new', 'refund'], payload: 'full', enabled: true }]);
  });

  it.each([
    ['basic auth in place of a signature', { signingSecret: 'a', basicAuth: 'auth/hooks' }],
    ['http to this machine', { url: 'http://127.0.0.1:3100/receiver/orders' }],
    ['http to this machine by name', { url: 'http://localhost:3100/receiver/orders' }],
    ['every event', { events: ['order.completed', 'order.failed', 'order.error'] }],
    ['no order', { payload: 'slim', enabled: false }],
  ])('may have %s', (_, change) => {
    expect(checked({ ...webhook, ...change }).problems).toEqual([]);
  });

  it.each([
    ['http to another machine', { url: 'http://hooks.example.org/orders' }, 'url', /Expected an https URL/],
    ['something that is not a URL', { url: 'hooks' }, 'url', /URL/],
    ['credentials in the URL', { url: 'https://me:pass@hooks.example.org/' }, 'url', /a secret|Secret in plain text/],
    ['an unknown event', { events: ['order.shipped'] }, 'events[0]', /Expected one of "order.submitted"/],
    ['no event', { events: [] }, 'events', /at least 1/],
    ['an unknown order type', { orderTypes: ['gift'] }, 'orderTypes[0]', /Expected one of "new"/],
    ['a name with a full stop', { name: 'crm.feed' }, 'name', /Expected a letter/],
    ['an unknown key', { retries: 3 }, 'retries', /Unknown key/],
    ['an unknown payload', { payload: 'half' }, 'payload', /Expected one of "full", "slim"/],
  ])('reject %s', (_, change, path, message) => {
    expect(checked({ ...webhook, ...change }).problems).toContainEqual({
      path: `webhooks[0].${path}`,
      message: expect.stringMatching(message),
    });
  });

  it('reject a signing secret in plain text', () => {
    const { problems } = checked({ ...webhook, signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
    expect(problems).toContainEqual({
      path: 'webhooks[0].signingSecret',
      message: expect.stringMatching(/a secret|Secret in plain text/),
    });
  });

  it('reject a webhook without signature and basic auth', () => {
    const { signingSecret: _, ...unsigned } = webhook;
    expect(checked(unsigned).problems).toEqual([
      { path: 'webhooks[0]', message: expect.stringMatching(/Expected signingSecret, basicAuth or both/) },
    ]);
  });

  it('reject a repeated name, ignoring case', () => {
    expect(checked(webhook, { ...webhook, name: 'other' }).problems).toEqual([]);
    expect(checked(webhook, { ...webhook, name: 'CRM-feed' }).problems).toEqual([
      { path: 'webhooks[1].name', message: expect.stringMatching(/a unique name/) },
    ]);
  });
});
