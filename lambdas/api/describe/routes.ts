import * as z from 'zod';
import { DESCRIBE_ROUTES } from '../../../blueprint/routes/describe.ts';
import { API_TITLE } from '../../../blueprint/routes/openapi/api-title.ts';
import type { openApiDocument } from '../../../blueprint/routes/openapi/openapi-document.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { BuiltSequences } from '../../../core/config/choose-sequence.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import { sequenceDiagram } from '../../../core/sequence/sequence-diagram.ts';
import type { ConfigHistory, DeploymentRecord } from '../../config-history/config-history.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HandleRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { checkOrderSize } from '../read-body.ts';
import { createRouter } from '../router.ts';
import { previewOrder } from './preview-order.ts';

/** Where somebody who found the API finds the rest. */
const START_PAGE = {
  title: API_TITLE,
  openapi: '/openapi.json',
  health: '/health',
  docs: 'docs/README.md of the order orchestration framework',
} as const;

/** Dependencies of the routes that describe a tenant. */
export interface DescribePorts {
  readonly config: TenantConfig;
  /** The sequences of this config. */
  readonly built: BuiltSequences;
  readonly catalog: PluginCatalog;
  /** Opens the versions of the config; called once, when they are first read. */
  openHistory(): Promise<Pick<ConfigHistory, 'deployments' | 'deploymentsOf' | 'version'>>;
}

const cursorSchema = z.strictObject({ before: z.string().regex(/^[1-9]\d{0,7}$/) });

/** Creates the routes that preview orders and describe the tenant. They store nothing and call no partner. */
export function describeRoutes({ config, built, catalog, openHistory }: DescribePorts): HandleRequest {
  let opened: ReturnType<DescribePorts['openHistory']> | undefined;
  const openedHistory = () => {
    opened ??= openHistory();
    return opened;
  };
  let document: ReturnType<typeof openApiDocument> | undefined;
  return createRouter(DESCRIBE_ROUTES, {
    async 'POST /orders/preview'({ body }) {
      return { status: 200, body: await previewOrder(built, catalog, checkOrderSize(body)) };
    },
    async 'GET /config'() {
      return { status: 200, body: configView(config, built) };
    },
    async 'GET /config/versions'({ query: { cursor, limit } }) {
      const before = cursor === undefined ? undefined : Number(decodeCursor(cursor, cursorSchema).before);
      const found = await (await openedHistory()).deployments(limit + 1, before);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        status: 200,
        body: {
          items: page.map((deployment) => ({ version: deployment.version, ...deploymentView(deployment) })),
          cursor: last === undefined ? null : encodeCursor({ before: String(last.number) }),
        },
      };
    },
    async 'GET /config/versions/{version}'({ pathParameters: { version } }) {
      const history = await openedHistory();
      const found = /^[0-9a-f]{12}$/.test(version) ? await history.version(version) : undefined;
      if (found === undefined)
        throw new ApiProblem(
          'config-version-not-found',
          `No deployed config has the version ${JSON.stringify(version.slice(0, 64))}: GET /config/versions lists them. A new one is there within a minute of its deployment.`,
        );
      const deployments = await history.deploymentsOf(version);
      // The check of tenant files parses expressions, which a cold start does not load.
      const { differencesBetween, formerVersion } = await import('./version-differences.ts');
      const former = await formerVersion(history, version, deployments[0]?.number);
      return {
        status: 200,
        body: {
          ...found,
          deployments: deployments.map(deploymentView),
          former: former?.version ?? null,
          differences: former === undefined ? null : differencesBetween(former, found, catalog),
        },
      };
    },
    async 'GET /health'() {
      return { status: 200, body: { status: 'ok' } };
    },
    async 'GET /openapi.json'() {
      if (document === undefined) {
        // The schemas of all routes, which a cold start does not load.
        const { openApiDocument } = await import('../../../blueprint/routes/openapi/openapi-document.ts');
        document = openApiDocument();
      }
      return { status: 200, body: document };
    },
    async 'GET /'() {
      return { status: 200, body: START_PAGE };
    },
  });
}

function deploymentView({ at, by, commit, uncommitted }: DeploymentRecord) {
  return { deployed_at: at, by, commit, uncommitted };
}

/** Returns the config in effect, with all defaults. Options contain references to secrets, never their values. */
function configView(config: TenantConfig, { configVersion, sequences }: BuiltSequences): ResponseBody<'Config'> {
  const { tenant, onCriticalFailure, overrides, webhooks, outbound, api } = config;
  return {
    tenant,
    version: configVersion,
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
