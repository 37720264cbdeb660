import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import {
  dynamoDbClient,
  eventBridgeClient,
  parameterStoreClient,
  type RequestTimeouts,
  secretsManagerClient,
} from './clients.ts';
import { createPublishEvents, type PublishEvents } from './order-events/publish-events.ts';
import { createLaneStore, type LaneStore } from './order-store/lane-store.ts';
import { createOrderStore, type OrderStore } from './order-store/order-store.ts';
import { createSearchIndex, type ReadSearchKey, type SearchIndex } from './order-store/search-index.ts';
import { createReadSearchKey } from './order-store/search-key.ts';
import { createStepStore, type StepStore } from './order-store/step-store.ts';
import type { OutboundPolicy } from './outbound/check-target.ts';
import { type EnvironmentOf, readEnvironment, type Use } from './runtime/environment.ts';
import { readTenantConfig } from './runtime/read-tenant-config.ts';
import { createReadSecret, type ReadSecret } from './runtime/secrets.ts';

/**
 * The environment and the shared clients that the ports of a Lambda function are created from.
 *
 * Each function below creates one port. Its parameter names the parts of the environment that the port needs, so a handler
 * that does not pass them to `wire` does not compile. A bundle contains only the ports that its handler creates. Ports over
 * Step Functions are in `compose-runs.ts`, because plugins load them only when needed.
 */
export interface Wiring<Uses extends Use> {
  readonly env: EnvironmentOf<Uses>;
  /** Time limits for each attempt of an AWS call. */
  readonly timeouts: RequestTimeouts;
  /** Calls `create` the first time and returns the same result from then on, e.g. one client for all stores. */
  once<T>(create: (wiring: Wiring<Uses>) => T): T;
}

/**
 * Reads the environment of a function. Its ports are created from the result.
 *
 * @param uses the parts of the environment
 * @param timeouts for each attempt of an AWS call. @default no limits
 * @throws EnvironmentInvalid listing every variable that is missing or wrong
 */
export function wire<Uses extends Use>(uses: readonly Uses[], timeouts: RequestTimeouts = {}): Wiring<Uses> {
  const created = new Map<unknown, unknown>();
  const wiring: Wiring<Uses> = {
    env: readEnvironment(uses),
    timeouts,
    once<T>(create: (wiring: Wiring<Uses>) => T): T {
      if (!created.has(create)) created.set(create, create(wiring));
      return created.get(create) as T;
    },
  };
  return wiring;
}

/** Returns the current time. */
export const now = (): Date => new Date();

/** Returns the parameters of every store: the client and the name of the order table. */
export function orderTable({ env, once }: Wiring<'table'>): readonly [DynamoDBDocumentClient, string] {
  return [once(dynamoDb), env.ORDERS_TABLE];
}

function dynamoDb({ timeouts }: Wiring<'table'>): DynamoDBDocumentClient {
  return dynamoDbClient(timeouts);
}

/** Creates the order store. */
export function orderStore(wiring: Wiring<'table'>): OrderStore {
  return createOrderStore(...orderTable(wiring));
}

/** Creates the store of lanes. */
export function laneStore(wiring: Wiring<'table'>): LaneStore {
  return createLaneStore(...orderTable(wiring));
}

/** Creates the step store. */
export function stepStore(wiring: Wiring<'table'>): StepStore {
  return createStepStore(...orderTable(wiring));
}

/** Returns the publisher of order events. */
export function publishEvents({ once }: Wiring<'tenant' | 'events'>): PublishEvents {
  return once(openPublishEvents);
}

function openPublishEvents({ env, timeouts }: Wiring<'tenant' | 'events'>): PublishEvents {
  return createPublishEvents(eventBridgeClient(timeouts), env.EVENT_BUS, env.TENANT);
}

/** Creates the reader of secrets, which caches them for a while. */
export function readSecret({ env }: Wiring<'secrets'>): ReadSecret {
  return createReadSecret(parameterStoreClient(), env.SECRETS_PREFIX);
}

/** Creates the search index. */
export function searchIndex(wiring: Wiring<'table' | 'searchKey'>): SearchIndex {
  return createSearchIndex(...orderTable(wiring), searchKey(wiring));
}

/** Returns the reader of the search key. */
export function searchKey({ once }: Wiring<'searchKey'>): ReadSearchKey {
  return once(openSearchKey);
}

function openSearchKey({ env }: Wiring<'searchKey'>): ReadSearchKey {
  return createReadSearchKey(secretsManagerClient(), env.SEARCH_KEY_SECRET);
}

/** Returns the tenant's config. Reads it once. */
export function tenantConfig({ once }: Wiring<'config'>): Promise<TenantConfig> {
  return once(readDeployedConfig);
}

function readDeployedConfig({ env }: Wiring<'config'>): Promise<TenantConfig> {
  return readTenantConfig(env.TENANT_CONFIG_FILE);
}

/** Returns which hosts the tenant's plugins and webhooks may call. */
export async function outboundPolicy(wiring: Wiring<'config' | 'loopback'>): Promise<OutboundPolicy> {
  const { outbound } = await tenantConfig(wiring);
  return { allowedHosts: outbound.allowedHosts, loopback: wiring.env.OUTBOUND_LOOPBACK };
}
