import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { freeObject, text } from './field-schemas.ts';

const targetSchema = z.object({
  subscriptionRef: text,
  subscriptionId: text,
  forSubscription: z.object({ id: text, name: text }).nullish(),
});

/** A record id of the shop, which means nothing to Zuora. */
const RECORD_ID = /^sub-[0-9a-f]{32}$/;

/**
 * Returns Zuora's number or internal id of the subscription that an order changes; `undefined` if the order has neither.
 *
 * `subscriptionRef` and `forSubscription.name` are the number in Zuora. `subscriptionId` and `forSubscription.id` are record
 * ids of the shop if they consist of `sub-` and 32 hex digits, and are then ignored. Any other id is taken to be Zuora's
 * number or internal id; Zuora's lookups accept both.
 */
export function subscriptionKey(order: JsonObject): string | undefined {
  const target = targetSchema.safeParse(order);
  if (!target.success) return undefined;
  const { forSubscription, subscriptionId, subscriptionRef } = target.data;
  const ids = [forSubscription?.id, subscriptionId].filter((id) => id !== undefined && !RECORD_ID.test(id));
  return [subscriptionRef, forSubscription?.name, ...ids].find((key) => key !== undefined);
}

/** Reports an order that names no subscription in Zuora, or two different ones. */
export function targetProblems(order: JsonObject): readonly ActionProblem[] {
  const target = targetSchema.safeParse(order);
  if (!target.success) {
    const message = 'Expected subscriptionRef, subscriptionId and forSubscription to contain text.';
    return [{ path: 'forSubscription', code: 'order_invalid', message }];
  }
  const { forSubscription, subscriptionId, subscriptionRef } = target.data;
  const name = forSubscription?.name;
  if (subscriptionRef !== undefined && name !== undefined && subscriptionRef !== name) {
    const message = `Expected one subscription, found ${subscriptionRef} and forSubscription.name ${name}. Send the one to change.`;
    return [{ path: 'subscriptionRef', code: 'subscription_ambiguous', message }];
  }
  if (subscriptionKey(order) !== undefined) return [];
  const found = forSubscription?.id ?? subscriptionId;
  const message = `Expected the number of a subscription in Zuora, found ${found === undefined ? 'none' : `only the record id ${found}`}. Send it as subscriptionRef or forSubscription.name.`;
  return [{ path: 'subscriptionRef', code: 'subscription_number_missing', message }];
}

const namesAccount = z.object({ customFields: freeObject });

/** Returns the account number in an order's custom fields; `undefined` if there is none. */
export function namedAccount(order: JsonObject, { accountNumberField }: ZuoraOptions): string | undefined {
  const parsed = namesAccount.safeParse(order);
  const number = parsed.success ? parsed.data.customFields?.[accountNumberField] : undefined;
  return typeof number === 'string' && number.trim() !== '' ? number.trim() : undefined;
}

/** Reports an order that names neither an account nor a subscription, from which the account would follow. */
export function accountProblems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[] {
  if (namedAccount(order, options) !== undefined) return [];
  const problems = targetProblems(order);
  if (subscriptionKey(order) !== undefined || problems.some(({ code }) => code !== 'subscription_number_missing')) {
    return problems;
  }
  const message = `Expected the number of a subscription or of an account in Zuora, found neither. Send subscriptionRef, or customFields.${options.accountNumberField}.`;
  return [{ path: 'subscriptionRef', code: 'account_missing', message }];
}
