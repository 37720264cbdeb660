/** A refused payment, recognised by the gateway's words that Zuora passes on in a reason's message. */
interface DeclinedPayment {
  readonly pattern: RegExp;
  /** Machine-readable reason for the customer. */
  readonly code: string;
  readonly publicMessage: string;
}

/**
 * Zuora publishes no code for these: it passes the gateway's code and message on ("Knowledge Center", How do I find out why
 * a payment or refund transaction failed?).
 */
export const PAYMENT_DECLINED: readonly DeclinedPayment[] = [
  {
    pattern: /insufficient[\s_]funds/i,
    code: 'insufficient_funds',
    publicMessage: 'The payment was declined for lack of funds. Please use another payment method.',
  },
  {
    pattern: /expired[\s_]card|card (has )?expired/i,
    code: 'card_expired',
    publicMessage: 'The card has expired. Please use another payment method.',
  },
  {
    pattern: /declined|do[\s_]not[\s_]honou?r|payment .*(failed|refused|rejected)/i,
    code: 'card_declined',
    publicMessage: 'The payment was declined. Please use another payment method or contact your bank.',
  },
];

/** Error categories that may pass: lock contention, temporary error, too many requests ("Developer Center", Error codes). */
export const PASSING_CATEGORIES: readonly string[] = ['50', '61', '70'];

/** Error categories that do not say whether the order was made: internal error. */
export const UNCERTAIN_CATEGORIES: readonly string[] = ['60'];

/** Error category of something that Zuora does not hold. */
export const MISSING_CATEGORY = '40';
