import { DESCRIBE_ROUTES } from '../../../blueprint/routes/describe.ts';
import { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import type { Sequence } from '../../../core/sequence/sequence.ts';
import { sequenceDiagram } from '../../../core/sequence/sequence-diagram.ts';
import type { HandleRequest } from '../api-request.ts';
import { createRouter } from '../router.ts';
import { previewOrder } from './preview-order.ts';

/** Dependencies of the routes that describe a tenant. */
export interface DescribePorts {
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
}

/** Creates the routes that preview orders and describe the tenant. They store nothing and call no partner. */
export function describeRoutes({ config, catalog }: DescribePorts): HandleRequest {
  const sequences = buildSequences(config, catalog);
  let document: ReturnType<typeof openApiDocument> | undefined;
  return createRouter(DESCRIBE_ROUTES, {
    async 'POST /orders/preview'({ body }) {
      return { status: 200, body: await previewOrder(config, catalog, body) };
    },
    async 'GET /config'() {
      return { status: 200, body: configView(config, sequences) };
    },
    async 'GET /health'() {
      return { status: 200, body: { status: 'ok', tenant: config.tenant, sequences: sequences.length } };
    },
    async 'GET /openapi.json'({ origin }) {
      document ??= openApiDocument();
      return { status: 200, body: { ...document, servers: [{ url: origin }] } };
    },
  });
}

/** Returns the config in effect, with all defaults. Options contain references to secrets, never their values. */
function configView(config: TenantConfig, sequences: readonly Sequence[]): ResponseBody<'Config'> {
  const { tenant, onCriticalFailure, overrides, webhooks, outbound, api } = config;
  return {
    tenant,
    onCriticalFailure,
    overrides: overrides.map(({ name, match }) => ({ name, match })),
    sequences: sequences.map((sequence) => ({
      ...sequence,
      steps: sequence.steps.map(({ callback, ...step }) => ({
        ...step,
        ...(callback && { callback: { ...callback } }),
      })),
      mermaid: sequenceDiagram(sequence),
    })),
    webhooks,
    outbound,
    api,
  };
}
