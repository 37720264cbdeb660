/** An answer of a payment gateway that Zuora passes on in a failure. */
interface GatewayDecline {
  /** Code of the reason: Zuora does not publish one for declines, and clients have met both of these. */
  readonly code: number;
  readonly text: string;
}

/** Business rule of an unlisted resource. */
const RULE = 50000030;
/** Internal error of the resource that is numbered 530000, as clients that subscribe with a payment have met it. */
const PAYMENT = 53000060;

/**
 * Answers of gateways by name, as clients of Zuora have met them.
 * Source: the suppressed messages in `guardian/support-frontend`, `CardDeclinedMessages.scala`, and
 * `guardian/support-service-lambdas`; the decline codes of Stripe.
 */
export const DECLINES = {
  do_not_honor: stripe('card_declined/do_not_honor', 'Your card was declined.', RULE),
  generic_decline: stripe('card_declined/generic_decline', 'Your card was declined.'),
  insufficient_funds: stripe('card_declined/insufficient_funds', 'Your card has insufficient funds.'),
  try_again_later: stripe('card_declined/try_again_later', 'Your card was declined.'),
  pickup_card: stripe('card_declined/pickup_card', 'Your card was declined.'),
  transaction_not_allowed: stripe(
    'card_declined/transaction_not_allowed',
    'Your card does not support this type of purchase.',
  ),
  invalid_account: stripe('card_declined/invalid_account', 'Invalid account.'),
  revocation_of_authorization: stripe('card_declined/revocation_of_authorization', 'Your card was declined.'),
  incorrect_cvc: stripe('incorrect_cvc/incorrect_cvc', "Your card's security code is incorrect."),
  incorrect_number: stripe('incorrect_number/incorrect_number', 'Your card number is incorrect.'),
  expired_card: stripe('expired_card/expired_card', 'Your card has expired.'),
  authentication_required: stripe(
    'authentication_required/authentication_required',
    'Your card was declined. This transaction requires authentication.',
  ),
  paypal_alternative: {
    code: PAYMENT,
    text: 'Transaction declined.10417 - Instruct the customer to retry the transaction using an alternative payment method from the customers PayPal wallet.',
  },
  bank_account_invalid: {
    code: PAYMENT,
    text: 'Transaction declined.validation_failed - account_number did not pass modulus check',
  },
} as const satisfies Readonly<Record<string, GatewayDecline>>;

/** Name of an answer of a gateway. */
export type DeclineName = keyof typeof DECLINES;

/** Names of all answers. */
export const DECLINE_NAMES = Object.keys(DECLINES) as [DeclineName, ...DeclineName[]];

/** Returns the names of all answers for the help. */
export function declineNames(): string {
  return DECLINE_NAMES.join(' ');
}

function stripe(path: string, text: string, code = PAYMENT): GatewayDecline {
  const prefix = code === RULE ? '[GatewayTransactionError] ' : '';
  return { code, text: `${prefix}Transaction declined.402 - [card_error/${path}] ${text}` };
}
