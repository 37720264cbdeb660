import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { updateAccount } from '../api/account.ts';
import { accountContactFields, accountContactIfAny, movedContact } from '../order-fields/contact-fields.ts';
import { party } from '../order-fields/field-schemas.ts';
import { lengthProblems } from '../order-fields/limits.ts';
import { accountProblems } from '../order-fields/order-target.ts';
import type { OrderAction } from './order-action.ts';
import { probeAccount } from './probe-account.ts';
import { readOwnAccount } from './read-target.ts';

const schema = z.object({
  customerDetails: party.nullish(),
  billingDetails: party.nullish(),
  deliveryDetails: party.nullish(),
});

/**
 * Updates name, e-mail addresses and phone numbers of the bill-to contact, and the account's name if the order names a
 * company ("API Reference", Accounts, Update an account).
 *
 * Billing details also update the bill-to contact, and delivery details update the sold-to contact.
 */
export const updateCustomerDetails: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (details) => {
      const message = 'Expected something to change, found nothing. Send customerDetails with the fields that change.';
      const empty = Object.keys(changesOf(details)).length === 0;
      if (empty) return [{ path: 'customerDetails', code: 'nothing_to_change', message }];
      return Object.entries(details).flatMap(([path, party]) => lengthProblems(path, party));
    }),
    ...accountProblems(order, options),
  ],
  async run(call) {
    const { accountNumber, subscriptionNumber } = await readOwnAccount(call);
    await updateAccount(call, accountNumber, detailChanges(call.context.order));
    return { output: definedFields({ accountNumber, subscriptionNumber }) };
  },
  probe: (call) => probeAccount(call, detailChanges(call.context.order)),
};

/** The fields of the account that the order changes. */
function detailChanges(order: JsonObject): JsonObject {
  return changesOf(schema.parse(order));
}

function changesOf({ billingDetails, customerDetails, deliveryDetails }: z.output<typeof schema>): JsonObject {
  const billTo = {
    ...(customerDetails ? accountContactFields(customerDetails) : {}),
    ...(billingDetails ? movedContact(billingDetails) : {}),
  };
  return definedFields({
    name: customerDetails?.companyName ?? customerDetails?.company,
    billToContact: Object.keys(billTo).length > 0 ? billTo : undefined,
    soldToContact: deliveryDetails && accountContactIfAny(deliveryDetails) ? movedContact(deliveryDetails) : undefined,
  });
}
