import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import type { StepEvent } from '../blueprint/wire/step-event.ts';
import { PluginFailed } from '../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import type { Plugin } from '../core/plugin/define-plugin.ts';
import { stepEffectOf } from '../core/plugin/step-traits.ts';
import { type AccountSubscriptions, createAccountSubscriptions } from '../lambdas/order-store/account-subscriptions.ts';
import { openAccounts, transientAccounts } from '../lambdas/step-host/open-accounts.ts';
import { createRememberedValues } from '../lambdas/step-host/remembered-values.ts';
import { createStepHost } from '../lambdas/step-host/step-host.ts';
import type { StepHostPorts } from '../lambdas/step-host/step-host-ports.ts';
import type { Partner } from '../sandbox/server/partner.ts';
import { type OrderTable, startOrderTable } from './order-table.ts';
import { type PartnerSandbox, SECRET_VALUES, usePartnerSandbox } from './partner-sandbox.ts';

/** Name of the basic authentication secret that the contract's hosts use for the sandbox. */
const BASIC_AUTH = 'auth/sandbox';

const PERSONAL_PARTS = ['customerDetails', 'billingDetails', 'deliveryDetails', 'userDetails', 'address'];
// Shorter values, such as country codes, also occur in ordinary words.
const MIN_PERSONAL_LENGTH = 3;

/** An order table, the sandbox partners, and hosts for one plugin: everything is real except the clock. */
export interface ContractWorld {
  readonly sandbox: PartnerSandbox;
  readonly subscriptions: AccountSubscriptions;
  /** Creates a host as in another function instance, without tokens. */
  host(ports?: Partial<StepHostPorts>): (event: StepEvent) => ReturnType<ReturnType<typeof createStepHost>>;
  /** Stores an order, and returns the event that runs its step. */
  eventOf(order: JsonObject, step: Partial<StepEvent['step']>, results: StepEvent['results']): Promise<StepEvent>;
  recordOf(event: StepEvent): Promise<Awaited<ReturnType<OrderTable['steps']['get']>>>;
  /** Returns a step store that loses the result of an attempt, like a function that ends at the wrong moment. */
  losingResults(): StepHostPorts['steps'];
  /** Advances the clock until the claim of a host that died has expired. */
  endClaims(event: StepEvent): void;
  /** Advances the clock, and that of the partners. */
  pass(hours: number): void;
  /** Makes the next read of account subscriptions fail. */
  failNextRead(): void;
  /** Returns everything that is stored for the order's step, as text: its item, and its compressed details. */
  storedText(event: StepEvent): Promise<string>;
}

/** Partners that the sandbox does not have. */
export interface OwnPartners {
  /** Stand-ins, which the sandbox serves by their names. @default none */
  readonly partners?: readonly Partner[] | undefined;
  /** Secrets by reference, beside `salesforce` and `zuora`. @default none */
  secrets?(sandboxUrl: string): Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Starts the world of a contract file, and closes it at the end. */
export function useContractWorld(plugin: Plugin, { partners, secrets }: OwnPartners = {}): ContractWorld {
  const sandbox = usePartnerSandbox(undefined, partners);
  let started: OrderTable | undefined;
  let failingReads = 0;
  const world = (): OrderTable => {
    if (started === undefined) throw new Error('The world has not started yet.');
    return started;
  };
  beforeAll(async () => {
    started = await startOrderTable(plugin);
  });
  afterAll(() => started?.close());

  const readSecret = async (reference: string): Promise<Readonly<Record<string, string>>> => {
    const [username = '', password = ''] = atob(sandbox.basicAuth.slice('Basic '.length)).split(':');
    const given = { ...sandbox.secrets, ...secrets?.(sandbox.url) };
    const secret = reference === BASIC_AUTH ? { username, password } : given[reference];
    if (secret === undefined) throw new PluginFailed(`There is no secret ${reference}.`, { code: 'secret_missing' });
    return secret;
  };
  const subscriptions = (): AccountSubscriptions =>
    createAccountSubscriptions(world().client, world().table, world().now);

  return {
    sandbox,
    get subscriptions() {
      return subscriptions();
    },
    host: (ports = {}) =>
      createStepHost(plugin, {
        tenant: 'acme',
        orders: world().orders,
        steps: world().steps,
        policy: { loopback: [new URL(sandbox.url).host] },
        basicAuthOf: () => BASIC_AUTH,
        readSecret,
        remembered: createRememberedValues(Date.now),
        openCallbacks: world().openCallbacks,
        accountsFor(run) {
          const accounts = openAccounts(world().client, world().table, world().now)(run);
          return transientAccounts({
            ...accounts,
            async activeSubscriptions(crmId) {
              failingReads -= 1;
              if (failingReads >= 0) throw new Error('The table does not answer.');
              return accounts.activeSubscriptions(crmId);
            },
          });
        },
        now: world().now,
        ...ports,
      }),
    async eventOf(order, step, results) {
      failingReads = 0;
      const { id } = await world().submitted(order);
      return {
        orderId: id,
        run: 1,
        results,
        step: {
          id: plugin.name,
          name: plugin.name,
          service: plugin.service,
          phase: 'process',
          critical: true,
          effect: stepEffectOf(plugin),
          options: {},
          timeoutSeconds: 20,
          retry: { maxAttempts: 3 },
          ...step,
        },
      };
    },
    recordOf: (event) => world().steps.get(event.orderId, event.step.id),
    losingResults: () => ({
      ...world().steps,
      finish: async () => {
        throw new Error('The function ended.');
      },
    }),
    endClaims: (event) => world().advance(event.step.timeoutSeconds + STEP_HOST_MARGIN_SECONDS + 1),
    pass(hours) {
      world().advance(hours * 3600);
      sandbox.advance(hours * 3600);
    },
    failNextRead() {
      failingReads = 1;
    },
    async storedText(event) {
      const query = new QueryCommand({
        TableName: world().table,
        KeyConditionExpression: 'pk = :id AND begins_with(sk, :step)',
        ExpressionAttributeValues: { ':id': event.orderId, ':step': 'step#' },
        ConsistentRead: true,
      });
      const { Items = [] } = await world().client.send(query);
      return JSON.stringify([Items, await world().steps.get(event.orderId, event.step.id)]);
    },
  };
}

/**
 * Returns the values that no stored record of a step may contain: the order's personal data, and every credential.
 *
 * @param secrets those of the contract's own. @default none
 */
export function privateValues(
  order: JsonObject,
  secrets: ReturnType<NonNullable<OwnPartners['secrets']>> = {},
): readonly string[] {
  const personal = PERSONAL_PARTS.flatMap((part) => textsIn(order[part] ?? null));
  // A secret may also say where the partner is, which is no secret.
  const own = Object.values(secrets).flatMap((fields) => Object.values(fields).filter((value) => !URL.canParse(value)));
  return [...new Set([...personal.filter((text) => text.length >= MIN_PERSONAL_LENGTH), ...SECRET_VALUES, ...own])];
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
