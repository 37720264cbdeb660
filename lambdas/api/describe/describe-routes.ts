import { blueprintOf } from '../../../blueprint/blueprint-of.ts';
import { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { parseOrder } from '../../../core/order/parse-order.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import { invalidRequest } from '../api-problem.ts';
import { noQuery, parseQuery } from '../parse-query.ts';
import { readJsonBody } from '../read-body.ts';
import type { RouteTable } from '../router.ts';
import { configView } from './config-view.ts';
import { previewOrder } from './preview-order.ts';

/** What describing a tenant works with. */
export interface DescribePorts {
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
}

/** The routes that tell what the tenant would do; none of them stores anything or calls anybody. */
export function describeRoutes({ config, catalog }: DescribePorts): RouteTable {
  const { routes, sequences } = blueprintOf(config, catalog);
  let document: JsonObject | undefined;
  return {
    async 'POST /orders/preview'(request) {
      parseQuery(noQuery, request);
      const parsed = parseOrder(readJsonBody(request));
      if (!parsed.ok) throw invalidRequest(parsed.problems);
      return { status: 200, body: await previewOrder(config, catalog, parsed.order) };
    },
    async 'GET /config'(request) {
      parseQuery(noQuery, request);
      return { status: 200, body: configView(config, catalog) };
    },
    async 'GET /health'() {
      return { status: 200, body: { status: 'ok', tenant: config.tenant, sequences: sequences.length } };
    },
    async 'GET /openapi.json'({ origin }) {
      document ??= openApiDocument(routes);
      return { status: 200, body: { ...document, servers: [{ url: origin }] } };
    },
  };
}
