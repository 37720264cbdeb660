import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { definedFields } from '../kit/defined-fields.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
import { actionFor, type OrderActions } from '../kit/order-actions.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import type { EntitlementOptions } from './options.ts';

/** What happens to the entitlements of a user; also the last part of the endpoint's path. */
export type EntitlementChange = 'grant' | 'change' | 'revoke';

/** What each order type does to entitlements; `undefined` leaves them alone. */
const CHANGES: OrderActions<EntitlementChange | undefined> = {
  new: 'grant',
  external: 'grant',
  activation: 'grant',
  renew: 'grant',
  add_offer: 'grant',
  change_offer: 'change',
  update_subscription: 'change',
  cancel_subscription: 'revoke',
  change_payment: undefined,
  change_address: undefined,
  update_customer_details: undefined,
  refund: undefined,
  credit: undefined,
};

/** A request to the provisioning API. */
export interface EntitlementRequest {
  readonly change: EntitlementChange;
  readonly codes: readonly string[];
  readonly json: JsonObject;
}

/** Returns what an order does to entitlements; `undefined` if it leaves them alone. */
export function changeOf(order: JsonObject): EntitlementChange | undefined {
  return actionFor(CHANGES, order);
}

/**
 * Builds the request to the provisioning API; `undefined` if the order changes no entitlements.
 *
 * @throws PluginFailed `entitlement_without_code`, `user_unknown`
 */
export async function entitlementRequest(
  context: PluginContext<EntitlementOptions>,
): Promise<EntitlementRequest | undefined> {
  const { options, order } = context;
  const change = changeOf(order);
  const { codes, problems } = entitlementCodes(order, options.codes);
  if (change === undefined || (codes.length === 0 && problems.length === 0 && change !== 'revoke')) return undefined;
  if (problems.length > 0) {
    const message = problems.map((problem) => problem.message).join(' ');
    throw new PluginFailed(message, { code: 'entitlement_without_code' });
  }
  const userId = await evaluateText(options.userId, context);
  if (userId === undefined) {
    throw new PluginFailed(
      `Expected ${options.userId} to return the user of the order, found none. Send the owner, or set the option userId.`,
      { code: 'user_unknown' },
    );
  }
  return { change, codes, json: { userId, ...(codes.length > 0 && { codes: [...codes] }), ...scopeOf(order) } };
}

/** Returns the step's output: `change` (`null` for none) and `codes`. */
export function entitlementOutput(request: Pick<EntitlementRequest, 'change' | 'codes'> | undefined): JsonObject {
  return { change: request?.change ?? null, codes: [...(request?.codes ?? [])] };
}

/** The subscription that the change affects and the date from which it applies, if the order names them. */
function scopeOf({
  cancelDate,
  effectiveDate,
  forSubscription,
  subscriptionId,
  subscriptionRef,
}: JsonObject): JsonObject {
  const { id, name } = isJsonObject(forSubscription) ? forSubscription : {};
  return definedFields({
    subscription: [name, subscriptionRef, id, subscriptionId].find((known) => typeof known === 'string'),
    effectiveDate: [cancelDate, effectiveDate].find((date) => typeof date === 'string'),
  });
}
