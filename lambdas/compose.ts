import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { dynamoDbClient, eventBridgeClient, type RequestTimeouts, secretsManagerClient } from './clients.ts';
import { createPublishEvents, type PublishEvents } from './order-events/publish-events.ts';
import { createOrderStore, type OrderStore } from './order-store/order-store.ts';
import { createStepStore, type StepStore } from './order-store/step-store.ts';
import type { OutboundPolicy } from './outbound/check-target.ts';
import { type EnvironmentOf, readEnvironment, type Use } from './runtime/environment.ts';
import { readTenantConfig } from './runtime/read-tenant-config.ts';
import { createReadSecret, type ReadSecret } from './runtime/secrets.ts';

/**
 * What the ports of one function are made from.
 *
 * Each function below makes one port. Its parameter says which parts of the environment the port needs, so that a
 * handler that does not ask `wire` for them does not compile. A bundle holds only the ports that its handler makes.
 * Ports over Step Functions are in `compose-runs.ts`, since plugins load those only when they need them.
 */
export interface Wiring<Uses extends Use> {
  readonly env: EnvironmentOf<Uses>;
  /** Time limits for each attempt of an AWS call. */
  readonly timeouts: RequestTimeouts;
  /** Calls `make` on its first use and returns the same result after that, e.g. one client for all stores. */
  once<T>(make: (wiring: Wiring<Uses>) => T): T;
}

/**
 * Reads the environment of a function, to make its ports from.
 *
 * @param uses the parts of the environment
 * @param timeouts for each attempt of an AWS call. @default no limits
 * @throws EnvironmentInvalid listing every variable that is missing or wrong
 */
export function wire<Uses extends Use>(uses: readonly Uses[], timeouts: RequestTimeouts = {}): Wiring<Uses> {
  const made = new Map<unknown, unknown>();
  const wiring: Wiring<Uses> = {
    env: readEnvironment(uses),
    timeouts,
    once<T>(make: (wiring: Wiring<Uses>) => T): T {
      if (!made.has(make)) made.set(make, make(wiring));
      return made.get(make) as T;
    },
  };
  return wiring;
}

/** Returns the current time. */
export const now = (): Date => new Date();

/** Returns what every store takes: the client and the name of the order table. */
export function orderTable({ env, once }: Wiring<'table'>): readonly [DynamoDBDocumentClient, string] {
  return [once(dynamoDb), env.ORDERS_TABLE];
}

function dynamoDb({ timeouts }: Wiring<'table'>): DynamoDBDocumentClient {
  return dynamoDbClient(timeouts);
}

/** Makes the store of orders. */
export function orderStore(wiring: Wiring<'table'>): OrderStore {
  return createOrderStore(...orderTable(wiring));
}

/** Makes the store of steps. */
export function stepStore(wiring: Wiring<'table'>): StepStore {
  return createStepStore(...orderTable(wiring));
}

/** Returns the publication of order events. */
export function publishEvents({ once }: Wiring<'tenant' | 'events'>): PublishEvents {
  return once(openPublishEvents);
}

function openPublishEvents({ env, timeouts }: Wiring<'tenant' | 'events'>): PublishEvents {
  return createPublishEvents(eventBridgeClient(timeouts), env.EVENT_BUS, env.TENANT);
}

/** Makes the reader of secrets, which keeps them in memory for a while. */
export function readSecret({ env }: Wiring<'secrets'>): ReadSecret {
  return createReadSecret(secretsManagerClient(), env.SECRETS_PREFIX);
}

/** Returns the tenant's config, which is read once. */
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
