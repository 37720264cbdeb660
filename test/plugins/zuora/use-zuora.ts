import { NEW_ORDER, type PartnerSandbox, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';
import type { ActionProblem } from '../../../plugins/kit/order-actions.ts';
import { zuora } from '../../../plugins/zuora/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';

/** Number of the subscription that the tests change. */
export const NUMBER = '9HV3P0LD46NC';
/** The product rate plan of that subscription. */
export const MONTHLY = 'plan-monthly';
/** Options that map every offer of the tests. */
export const OPTIONS: JsonObject = {
  accountNumberField: 'zuora_account_number',
  ratePlans: {
    '/offers2/Digital Monthly': MONTHLY,
    '/offers2/Digital Annual': 'plan-annual',
    '/offers2/Save 20%': 'plan-discount',
    '/add_ons/Newsletter': { productRatePlanId: 'plan-newsletter', quantityChargeId: 'charge-newsletter' },
  },
};

const [ITEM] = NEW_ORDER.orderItems as readonly JsonObject[];

/** The new order of the examples, at the price of the plan that the options map its offer to. */
export const ORDER: JsonObject = {
  ...NEW_ORDER,
  orderItems: [{ ...ITEM, price: { amount: 12, currency: 'GBP' } }],
  total: { amount: 12, currency: 'GBP' },
};

/** The subscription that the tests create. */
export interface Given {
  /** Price of the plan for its term of one year. @default 12 */
  readonly price?: number;
  /** Whether its service activation is pending. @default false */
  readonly waits?: boolean;
  readonly termType?: 'TERMED' | 'EVERGREEN';
  /** @default true */
  readonly autoPay?: boolean;
  /** @default GBP */
  readonly currency?: string;
  /** First day, `yyyy-mm-dd`. @default 2026-03-02 */
  readonly from?: string;
}

/** A sandbox Zuora and the plugin. */
export interface ZuoraWorld {
  readonly sandbox: PartnerSandbox;
  /** Runs the plugin on an order. */
  run(order: JsonObject, extra?: GivenContext): Promise<PluginResult>;
  /** Runs the plugin on an order, and also returns every request that it sent. */
  watched(order: JsonObject, extra?: GivenContext): Promise<readonly HttpRequest[]>;
  /** Creates the subscription `NUMBER` and returns the number of its account. */
  subscribe(given?: Given): Promise<string>;
  /** Sends a request to Zuora directly. */
  send(method: string, path: string, body?: JsonObject): Promise<JsonObject>;
  /** Reads from Zuora directly. */
  read(path: string): Promise<JsonObject>;
  /** Kinds of the effects at Zuora, without those of the first order. */
  changes(): Promise<readonly unknown[]>;
}

/** Starts the sandbox for the tests of a file. */
export function useZuora(): ZuoraWorld {
  const sandbox = usePartnerSandbox();
  const remembered = new Map<string, unknown>();
  let token: Promise<string> | undefined;
  const send = async (method: string, path: string, body?: JsonObject): Promise<JsonObject> => {
    token ??= requestToken(sandbox);
    const headers = { authorization: `Bearer ${await token}` };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    return (await (await fetch(`${sandbox.url}/zuora${path}`, { method, headers, ...json })).json()) as JsonObject;
  };
  const run = (order: JsonObject, extra: GivenContext = {}) => {
    const options = { ...OPTIONS, ...extra.options };
    return zuora.run(pluginContext(zuora, { secrets: sandbox.secrets, remembered, ...extra, order, options }).context);
  };
  return {
    sandbox,
    run,
    async watched(order, extra = {}) {
      const sent: HttpRequest[] = [];
      const http = (request: HttpRequest) => {
        sent.push(request);
        return sendOverHttp(request);
      };
      await run(order, { ...extra, http });
      return sent;
    },
    async subscribe(given = {}) {
      const made = await send('POST', '/v1/orders', firstOrder(given));
      if (typeof made.accountNumber !== 'string') throw new Error(JSON.stringify(made));
      return made.accountNumber;
    },
    send,
    read: (path) => send('GET', path),
    async changes() {
      const effects = await sandbox.effects();
      return effects.filter(({ key }) => `${key}`.startsWith('order-')).map(({ kind }) => kind);
    },
  };
}

async function requestToken({ secrets, url }: PartnerSandbox): Promise<string> {
  const { clientId, clientSecret } = secrets.zuora ?? {};
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: `${clientId}` });
  body.set('client_secret', `${clientSecret}`);
  const reply = await fetch(`${url}/zuora/oauth/token`, { method: 'POST', body });
  return ((await reply.json()) as { access_token: string }).access_token;
}

/** Returns the problems that the plugin finds in an order, as `code at path`. */
export function problemsOf(order: JsonObject, options: JsonObject = {}): readonly string[] {
  const found = zuora.check?.(order, zuora.options.parse({ ...OPTIONS, ...options })) ?? [];
  return (found as readonly ActionProblem[]).map(({ code, path }) => `${code} at ${path}`);
}

function firstOrder({
  autoPay = true,
  currency = 'GBP',
  from = '2026-03-02',
  price = 12,
  termType = 'TERMED',
  waits,
}: Given): JsonObject {
  const names = waits ? ['ContractEffective'] : ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'];
  const pricing = { recurringFlatFee: { listPrice: price } };
  const paid = autoPay ? { autoPay, hpmCreditCardPaymentMethodId: 'a'.repeat(32) } : {};
  return {
    orderDate: from,
    newAccount: {
      name: 'Ada Byrne',
      currency,
      billCycleDay: 0,
      billToContact: {
        firstName: 'Ada',
        lastName: 'Byrne',
        address1: '1 Mill Lane',
        address2: 'Flat 2',
        country: 'GB',
      },
      ...paid,
    },
    subscriptions: [
      {
        orderActions: [
          {
            type: 'CreateSubscription',
            triggerDates: names.map((name) => ({ name, triggerDate: from })),
            createSubscription: {
              subscriptionNumber: NUMBER,
              terms: { autoRenew: true, initialTerm: { termType, period: 12, periodType: 'Month' } },
              subscribeToRatePlans: [
                { productRatePlanId: MONTHLY, chargeOverrides: [{ productRatePlanChargeId: 'c', pricing }] },
              ],
            },
          },
        ],
      },
    ],
    processingOptions: { runBilling: true, collectPayment: autoPay },
  };
}
