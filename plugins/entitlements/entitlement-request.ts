import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { InputProblem } from '../../core/input-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Calendar, dateProblems, updateDays } from '../../core/order/order-days.ts';
import { type BilledOrder, billedOrder, effectOf } from '../../core/order/order-effect.ts';
import { receiverOf } from '../../core/order/order-receiver.ts';
import { namedSubscription } from '../../core/order/order-subscription.ts';
import { subscriptionOfItem } from '../../core/order/subscription-of-item.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { definedFields } from '../kit/defined-fields.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
import {
  type EntitlementChange,
  isUnredeemedGift,
  type NoChange,
  type PlannedChange,
  plannedChange,
} from './entitlement-change.ts';
import { entitlementCodes } from './entitlement-codes.ts';
import type { EntitlementOptions } from './options.ts';

/** A request to the provisioning API, and the step's output if the API accepts it. */
export interface EntitlementRequest {
  readonly change: EntitlementChange;
  readonly json: JsonObject;
  readonly output: JsonObject;
}

/** No request, and the step's output, which says why. */
export interface NoRequest {
  readonly change: null;
  readonly output: JsonObject;
}

/**
 * Builds the request to the provisioning API.
 *
 * @throws PluginFailed `entitlement_without_code`, `order_invalid`, `effective_dates_differ`, `user_unknown`, `end_unknown`
 */
export async function entitlementRequest(
  context: PluginContext<EntitlementOptions>,
): Promise<EntitlementRequest | NoRequest> {
  const { options, order, results } = context;
  const billed = billedOrder(results[options.zuoraStep]);
  const planned = plannedChange(order, options, billed);
  if (planned === undefined) return noRequest('order_type');
  const [problem, ...others] = entitlementProblems(order, planned, options, context);
  if (problem !== undefined) {
    throw new PluginFailed([problem, ...others].map(({ message }) => message).join(' '), { code: problem.code });
  }
  const codesOf = (items: PlannedChange['granted']) => entitlementCodes(items, options.codes).codes;
  const [codes, removed, waiting] = [planned.granted, planned.revoked, planned.waiting].map(codesOf);
  const pending: JsonObject = waiting === undefined || waiting.length === 0 ? {} : { pending: [...waiting] };
  if (planned.change !== 'revoke' && codes?.length === 0 && removed?.length === 0) {
    return noRequest('pending' in pending ? 'pending_activation' : 'no_entitlements', pending);
  }
  const userId = await userOf(context);
  if (userId === undefined) return noRequest('gift_not_redeemed');
  const { effectiveDate, endsOn } = effectOf(order, billed, context);
  if (effectiveDate === undefined) {
    throw new PluginFailed(
      `Step "${options.zuoraStep}" cancelled the subscription, but did not return on which day it ends (endsOn). Revoke the entitlements from that day by hand, or send cancelDate with the order.`,
      { code: 'end_unknown' },
    );
  }
  const when = definedFields({ effectiveDate, endsOn: planned.change === 'revoke' ? undefined : endsOn });
  const named: JsonObject = planned.listsChanges
    ? { add: [...(codes ?? [])], remove: [...(removed ?? [])] }
    : { ...(codes !== undefined && codes.length > 0 && { codes: [...codes] }) };
  return {
    change: planned.change,
    json: { userId, ...named, ...subscriptionsOf(order, planned, billed, options), ...when },
    output: {
      change: planned.change,
      codes: [...(codes ?? [])],
      ...(planned.listsChanges && { removed: [...(removed ?? [])] }),
      ...pending,
      ...when,
    },
  };
}

/**
 * Reports the entitlements of an order that the plugin cannot change, without calling the provisioning API.
 *
 * @param calendar @default each date is the day that it is written on
 */
export function entitlementProblems(
  order: JsonObject,
  planned: PlannedChange,
  { codes }: EntitlementOptions,
  calendar: Calendar = { now: () => new Date(0) },
): readonly (InputProblem & { readonly code: string })[] {
  const changed = [...planned.granted, ...planned.revoked, ...planned.waiting];
  const dates = dateProblems(order);
  return [
    ...entitlementCodes(changed, codes).problems.map((each) => ({ ...each, code: 'entitlement_without_code' })),
    ...dates.map((each) => ({ ...each, code: 'order_invalid' })),
    ...(dates.length > 0 ? [] : differingDays(updateDays(order, calendar), planned, codes)),
  ];
}

/** One request has one day, so the updates that change entitlements must agree. */
function differingDays(
  days: readonly string[],
  { granted, revoked }: PlannedChange,
  codes: EntitlementOptions['codes'],
): readonly (InputProblem & { readonly code: string })[] {
  const entitled = [...granted, ...revoked].filter((item) => entitlementCodes([item], codes).codes.length > 0);
  const found = [...new Set(entitled.flatMap(({ index }) => days[index] ?? []))];
  if (found.length <= 1) return [];
  const message = `Expected one effective_date for all updates with entitlements, found ${found.join(', ')}. Send one order for each day.`;
  return [{ path: 'updates', message, code: 'effective_dates_differ' }];
}

function noRequest(skipped: NoChange, more: JsonObject = {}): NoRequest {
  return { change: null, output: { change: null, codes: [], ...more, skipped } };
}

/**
 * Returns the user whose entitlements change; `undefined` if the order buys a gift, and the options do not say who receives it.
 *
 * @throws PluginFailed `user_unknown`
 */
async function userOf(context: PluginContext<EntitlementOptions>): Promise<string | undefined> {
  const { options, order } = context;
  if (isUnredeemedGift(order)) {
    return options.giftRecipientId === undefined ? undefined : evaluateText(options.giftRecipientId, context);
  }
  const userId = options.userId === undefined ? receiverOf(order) : await evaluateText(options.userId, context);
  if (userId !== undefined) return userId;
  throw new PluginFailed(
    `Expected ${options.userId ?? 'the owner of the order'}, found none. Send the owner, or set the option userId.`,
    { code: 'user_unknown' },
  );
}

/**
 * Returns the subscription that the change affects, as the billing step or else the order names it. If the order makes several,
 * `subscriptions` says which codes belong to which.
 */
function subscriptionsOf(
  order: JsonObject,
  { granted }: PlannedChange,
  billed: BilledOrder | undefined,
  { codes }: EntitlementOptions,
): JsonObject {
  const numbers = billed?.subscriptionNumbers ?? [];
  const { key, newNumber, recordId } = namedSubscription(order) ?? {};
  if (numbers.length <= 1) return definedFields({ subscription: numbers[0] ?? key ?? newNumber ?? recordId });
  const numberOf = subscriptionOfItem(granted, numbers);
  const subscriptions = numbers.flatMap((subscription): JsonObject[] => {
    const own = entitlementCodes(
      granted.filter(({ index }) => numberOf.get(index) === subscription),
      codes,
    ).codes;
    return own.length === 0 ? [] : [{ subscription, codes: [...own] }];
  });
  return subscriptions.length === 0 ? {} : { subscriptions };
}
