import type { OrderActions } from '../../kit/order-actions.ts';
import { activation } from './activation.ts';
import { addOffer } from './add-offer.ts';
import { cancelSubscription } from './cancel-subscription.ts';
import { changeAddress } from './change-address.ts';
import { changeOffer } from './change-offer.ts';
import { changePayment } from './change-payment.ts';
import { credit } from './credit/credit.ts';
import { refund } from './credit/refund.ts';
import { external } from './external.ts';
import { newOrGift } from './new-or-gift.ts';
import type { OrderAction } from './order-action.ts';
import { renew } from './renew.ts';
import { updateCustomerDetails } from './update-customer-details.ts';
import { updateSubscription } from './update-subscription/update-subscription.ts';

/** What the plugin does for each order type. */
export const ORDER_ACTIONS: OrderActions<OrderAction> = {
  new: newOrGift,
  cancel_subscription: cancelSubscription,
  change_offer: changeOffer,
  add_offer: addOffer,
  change_payment: changePayment,
  change_address: changeAddress,
  update_customer_details: updateCustomerDetails,
  update_subscription: updateSubscription,
  renew,
  refund,
  credit,
  external,
  activation,
};
