import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { freeObject } from './field-schemas.ts';
import { subscriptionKey, targetProblems } from './order-target.ts';

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
