import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { placedBy } from '../../../core/order/order-receiver.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';
import { type ActionProblem, typeOfOrder } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { namedAccount } from './order-target.ts';

const loginSchema = z.object({ userDetails: z.object({ email: z.string().trim().min(1) }) });

/** Returns the e-mail address of the logged-in user; `undefined` if the order has none. */
export function loginEmail(order: JsonObject): string | undefined {
  return loginSchema.safeParse(order).data?.userDetails.email;
}

/**
 * Reports an order that cannot pass the option `ownerCheck`, because it says nothing about its owner that the check compares.
 * What the account says is known only when the step runs.
 */
export function ownerProblems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[] {
  const { ownerCheck } = options;
  const byField = ownerCheck.filter((way) => way !== 'email' && way !== 'crmId');
  const byLogin = ownerCheck.length > byField.length;
  const isKnown = (byLogin && loginEmail(order) !== undefined) || (byField.length > 0 && placedBy(order) !== undefined);
  if (ownerCheck.length === 0 || isKnown || !namesExisting(order, options)) return [];
  const path = byLogin ? 'userDetails.email' : 'owner';
  const message = `Expected who owns the order, because the step checks the owner of the account, found none. Send ${path}.`;
  return [{ path, code: 'owner_unknown', message }];
}

/** The subscription that a new order names is the one that it creates. */
function namesExisting(order: JsonObject, options: ZuoraOptions): boolean {
  const changes = typeOfOrder(order) !== 'new' && (namedSubscription(order)?.names ?? []).length > 0;
  return changes || namedAccount(order, options) !== undefined;
}
