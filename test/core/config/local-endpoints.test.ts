import { expect, it } from 'vitest';
import { parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { localEndpoints } from '../../../core/config/local-endpoints.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const catalog = pluginCatalog();
const webhook = (name: string, url: string) => ({ name, url, events: ['order.completed'], signingSecret: 'hook' });
const callout = (id: string, url: string) => ({
  id,
  name: 'calloutPlugin',
  critical: true,
  options: { endpoint: url },
});

it('lists the endpoints and webhooks of one machine with their ports', () => {
  const file = {
    tenant: 'acme',
    processOrder: [callout('a', 'http://localhost:9999/orders'), callout('b', 'https://api.example.org/orders')],
    overrides: [{ name: 'new', match: { orderType: ['new'] }, processOrder: [callout('c', 'http://127.0.0.1/x')] }],
    webhooks: [webhook('crm', 'https://[::1]/hook'), webhook('own', 'http://{sandbox}/receiver/own')],
  };
  const config = parseTenantConfig(JSON.stringify(file), 'acme.json', catalog);
  expect(localEndpoints(config, catalog)).toEqual([
    { path: 'processOrder[0].options.endpoint', host: 'localhost:9999' },
    { path: 'overrides[0].processOrder[0].options.endpoint', host: '127.0.0.1:80' },
    { path: 'webhooks[0].url', host: '[::1]:443' },
    { path: 'webhooks[1].url', host: '{sandbox}' },
  ]);
});
