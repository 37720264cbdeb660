import type { JsonObject } from '../../../core/json.ts';
import type { HttpRequest } from '../../../core/plugin/plugin-http.ts';

/** One order action as it was sent. */
export type SentAction = JsonObject & { readonly type: string };

/** Returns the order that a run sent to Zuora. */
export function sentOrder(requests: readonly HttpRequest[]): JsonObject {
  const request = requests.find(({ method, url }) => method === 'POST' && url.endsWith('/v1/orders'));
  if (request === undefined) throw new Error('No order was sent.');
  return request.json as JsonObject;
}

/** Returns the actions on its only subscription. */
export function sentActions(requests: readonly HttpRequest[]): readonly SentAction[] {
  const [subscription] = sentOrder(requests).subscriptions as readonly { orderActions: readonly SentAction[] }[];
  return subscription?.orderActions ?? [];
}

/** Returns all three trigger dates on one day. */
export const datesOn = (triggerDate: string) =>
  ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({ name, triggerDate }));
