import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { updateAccount } from '../api/account.ts';
import { movedContact } from '../order-fields/contact-fields.ts';
import { party } from '../order-fields/field-schemas.ts';
import { lengthProblems } from '../order-fields/limits.ts';
import { accountProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { probeAccount } from './probe-account.ts';
import { readOwnAccount } from './read-target.ts';

const CONTACTS = {
  billing: ['billToContact'],
  delivery: ['soldToContact'],
  all: ['billToContact', 'soldToContact'],
} as const;

const schema = z.object({ type: z.enum(['billing', 'delivery', 'all']), address: party });

/**
 * Changes an account's bill-to contact, sold-to contact or both ("API Reference", Accounts, Update an account).
 *
 * The order names the account, or a subscription of it. If an account uses one contact for both purposes, Zuora changes both.
 */
export const changeAddress: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, ({ address }) => {
      const long = lengthProblems('address', address);
      const message = 'Expected a new address, found an empty one. Send the fields that change.';
      const empty = Object.keys(movedContact(address)).length === 0;
      return empty ? [{ path: 'address', code: 'nothing_to_change', message }] : long;
    }),
    ...accountProblems(order, options),
  ],
  async run(call) {
    const { accountNumber, subscriptionNumber } = await readOwnAccount(call);
    await updateAccount(call, accountNumber, addressChanges(call.context.order));
    return { output: definedFields({ accountNumber, subscriptionNumber }) };
  },
  probe: (call) => probeAccount(call, addressChanges(call.context.order)),
};

/** The fields of the account that the order changes. */
function addressChanges(order: JsonObject): JsonObject {
  const { address, type } = schema.parse(order);
  const contact = movedContact(address);
  return Object.fromEntries(CONTACTS[type].map((name) => [name, contact]));
}
