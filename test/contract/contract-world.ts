import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { STEP_HOST_MARGIN_SECONDS } from '../../blueprint/functions/plugin-functions.ts';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import {
  type AccountSubscriptions,
  createAccountSubscriptions,
} from '../../lambdas/order-store/account-subscriptions.ts';
import { readAccounts } from '../../lambdas/step-host/read-accounts.ts';
import { createRememberedValues } from '../../lambdas/step-host/remembered-values.ts';
import type { StepEvent } from '../../lambdas/step-host/step-event.ts';
import { createStepHost } from '../../lambdas/step-host/step-host.ts';
import type { StepHostPorts } from '../../lambdas/step-host/step-host-ports.ts';
import { type OrderWorld, startOrderWorld } from '../helpers/order-world.ts';
import { type PartnerSandbox, SECRET_VALUES, usePartnerSandbox } from '../plugins/partner-sandbox.ts';

/** Reference of the basic-auth secret that the contract's hosts use for the sandbox. */
const BASIC_AUTH = 'auth/sandbox';

const PERSONAL_PARTS = ['customerDetails', 'billingDetails', 'deliveryDetails', 'userDetails', 'address'];
// Shorter ones, such as a country code, are parts of ordinary words.
const SHORTEST_PERSONAL = 3;

/** An order table, the sandbox partners, and hosts around one plugin: everything real but the clock. */
export interface ContractWorld {
  readonly sandbox: PartnerSandbox;
  readonly subscriptions: AccountSubscriptions;
  /** A new host, as another function instance has it: no tokens kept. */
  host(ports?: Partial<StepHostPorts>): (event: StepEvent) => ReturnType<ReturnType<typeof createStepHost>>;
  /** Stores an order, and asks for its step to be run. */
  eventOf(order: JsonObject, step: Partial<StepEvent['step']>, results: StepEvent['results']): Promise<StepEvent>;
  recordOf(event: StepEvent): Promise<Awaited<ReturnType<OrderWorld['steps']['get']>>>;
  /** A step store that loses the result of an attempt, as a function does that ends at the wrong moment. */
  losingResults(): StepHostPorts['steps'];
  /** Lets the claim of a host that died end. */
  endClaims(event: StepEvent): void;
  /** Makes the next reading of account subscriptions fail. */
  failNextRead(): void;
  /** Everything that is stored of the order's step, as text: its item, and what is packed in it. */
  storedText(event: StepEvent): Promise<string>;
}

/** Starts the world of a contract file, and ends it. */
export function useContractWorld(plugin: Plugin): ContractWorld {
  const sandbox = usePartnerSandbox();
  let started: OrderWorld | undefined;
  let failingReads = 0;
  const world = (): OrderWorld => {
    if (started === undefined) throw new Error('The world is not started yet.');
    return started;
  };
  beforeAll(async () => {
    started = await startOrderWorld([plugin]);
  });
  afterAll(() => started?.close());

  const readSecret = async (reference: string): Promise<Readonly<Record<string, string>>> => {
    const [username = '', password = ''] = atob(sandbox.basicAuth.slice('Basic '.length)).split(':');
    const secret = reference === BASIC_AUTH ? { username, password } : sandbox.secrets[reference];
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
        accounts: readAccounts({
          async activeSubscriptions(crmId) {
            failingReads -= 1;
            if (failingReads >= 0) throw new Error('The table does not answer.');
            return subscriptions().activeSubscriptions(crmId);
          },
        }),
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
          effect: plugin.effect,
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

/** What nothing that is stored of a step may hold: what the order says of people, and every credential. */
export function privateValues(order: JsonObject): readonly string[] {
  const personal = PERSONAL_PARTS.flatMap((part) => textsIn(order[part] ?? null));
  return [...new Set([...personal.filter((text) => text.length >= SHORTEST_PERSONAL), ...SECRET_VALUES])];
}

function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
