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

/** A record id of the shop, which Zuora does not know. */
const RECORD_ID = /^sub-[0-9a-f]{32}$/;

/**
 * The subscription that an order changes, as Zuora knows it; undefined when the order does not say.
 *
 * Orders name it in three styles: `forSubscription.id`, `forSubscription.name`, and `subscriptionId` with or without
 * `subscriptionRef`. `subscriptionRef` and `forSubscription.name` are its number in Zuora. The two ids are record ids of
 * the shop when they read `sub-` and 32 hex digits, and then say nothing to Zuora; any other id is taken for Zuora's
 * number or internal id, both of which Zuora's lookups accept.
 */
export function subscriptionKey(order: JsonObject): string | undefined {
  const target = targetSchema.safeParse(order);
  if (!target.success) return undefined;
  const { forSubscription, subscriptionId, subscriptionRef } = target.data;
  const ids = [forSubscription?.id, subscriptionId].filter((id) => id !== undefined && !RECORD_ID.test(id));
  return [subscriptionRef, forSubscription?.name, ...ids].find((key) => key !== undefined);
}

/** Finds that an order names no subscription that Zuora knows, or two of them. */
export function targetProblems(order: JsonObject): readonly ActionProblem[] {
  const target = targetSchema.safeParse(order);
  if (!target.success) {
    const message = 'Expected subscriptionRef, subscriptionId and forSubscription to name a subscription in text.';
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

/** The number of the account that an order names in its custom fields; undefined when it names none. */
export function namedAccount(order: JsonObject, { accountNumberField }: ZuoraOptions): string | undefined {
  const parsed = namesAccount.safeParse(order);
  const number = parsed.success ? parsed.data.customFields?.[accountNumberField] : undefined;
  return typeof number === 'string' && number.trim() !== '' ? number.trim() : undefined;
}

/** Finds that an order names neither an account nor a subscription, whose account would be meant. */
export function accountProblems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[] {
  if (namedAccount(order, options) !== undefined) return [];
  const problems = targetProblems(order);
  if (subscriptionKey(order) !== undefined || problems.some(({ code }) => code !== 'subscription_number_missing')) {
    return problems;
  }
  const message = `Expected the number of a subscription or of an account in Zuora, found neither. Send subscriptionRef, or customFields.${options.accountNumberField}.`;
  return [{ path: 'subscriptionRef', code: 'account_missing', message }];
}
