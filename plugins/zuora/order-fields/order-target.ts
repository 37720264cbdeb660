import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { freeObject } from './field-schemas.ts';

/**
 * Returns Zuora's number or internal id of the subscription that an order changes, which Zuora's lookups both accept; `undefined`
 * if the order has neither.
 */
export function subscriptionKey(order: JsonObject): string | undefined {
  return namedSubscription(order)?.key;
}

/** Reports an order that names no subscription in Zuora, or two different ones. */
export function targetProblems(order: JsonObject): readonly ActionProblem[] {
  const named = namedSubscription(order);
  if (named === undefined) {
    const message = 'Expected subscriptionRef, subscriptionId and forSubscription to contain text.';
    return [{ path: 'forSubscription', code: 'order_invalid', message }];
  }
  const { conflict, key, recordId } = named;
  if (conflict !== undefined) {
    const message = `Expected one subscription, found ${conflict[0]} and forSubscription.name ${conflict[1]}. Send the one to change.`;
    return [{ path: 'subscriptionRef', code: 'subscription_ambiguous', message }];
  }
  if (key !== undefined) return [];
  const message = `Expected the number of a subscription in Zuora, found ${recordId === undefined ? 'none' : `only the record id ${recordId}`}. Send it as subscriptionRef or forSubscription.name.`;
  return [{ path: 'subscriptionRef', code: 'subscription_number_missing', message }];
}

const namesAccount = z.object({ customFields: freeObject });

/** Returns the account number in an order's custom fields; `undefined` if there is none, or the options name no field for it. */
export function namedAccount(order: JsonObject, { accountNumberField }: ZuoraOptions): string | undefined {
  if (accountNumberField === undefined) return undefined;
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
  const { accountNumberField } = options;
  if (accountNumberField === undefined) return problems;
  const message = `Expected the number of a subscription or of an account in Zuora, found neither. Send subscriptionRef, or customFields.${accountNumberField}.`;
  return [{ path: 'subscriptionRef', code: 'account_missing', message }];
}
