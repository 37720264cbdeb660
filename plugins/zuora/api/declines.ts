/** A declined payment, for the customer. */
export interface Decline {
  /** Machine-readable reason. */
  readonly code: string;
  readonly publicMessage: string;
}

const CARD_DECLINED: Decline = {
  code: 'card_declined',
  publicMessage: 'The payment was declined. Please use another payment method or contact your bank.',
};

/**
 * Declined payments, recognised by the gateway's code or message; the first match counts. Zuora has no codes for these. It
 * passes on the gateway's code and message ("Knowledge Center", How do I find out why a payment or refund transaction failed?).
 * A lost or stolen card and suspected fraud are card_declined: the customer must not learn more than a bank would say.
 */
export const DECLINES: readonly (Decline & { readonly pattern: RegExp })[] = [
  {
    pattern: /insufficient[\s_]?funds|not[\s_]enough[\s_]balance|withdrawal[\s_]\w*[\s_]?(limit|exceeded)/i,
    code: 'insufficient_funds',
    publicMessage: 'The payment was declined for lack of funds. Please use another payment method.',
  },
  {
    pattern: /expired[\s_]?card|card[\s_](has[\s_])?expired/i,
    code: 'card_expired',
    publicMessage: 'The card has expired. Please use another payment method.',
  },
  {
    pattern: /(incorrect|invalid)[\s_](card[\s_])?(number|cvc|cvv|expiry|zip)|(cvc|cvv)[\s_](declined|mismatch)/i,
    code: 'card_details_invalid',
    publicMessage: 'The card details are not valid. Please check them, or use another payment method.',
  },
  {
    pattern: /authentication[\s_](required|failed|not[\s_]handled)|3d[\s-]?secure|customer authentication/i,
    code: 'authentication_required',
    publicMessage:
      'Your bank did not confirm the payment. Please confirm it with your bank, or use another payment method.',
  },
  { pattern: /declined|do[\s_]not[\s_]honou?r|(lost|stolen|pickup)[\s_]card|fraud/i, ...CARD_DECLINED },
];

/** Zuora's own words around the answer of a gateway that said no, whatever the category of the error. */
const GATEWAY_SAID_NO = /transaction declined/i;
/** The gateway may still have moved the money, whatever else the text says. */
const NO_ANSWER = /timed?[\s-]?out|no (response|answer|reply)|connection (reset|refused|closed)/i;
/** Says no more than that a payment failed. If the gateway reports it, the reason can also be a time-out. */
const PAYMENT_FAILED = /payment .*(failed|refused|rejected)/i;

/**
 * Returns the decline that a message describes; `undefined` if it describes none.
 *
 * @param isBusinessRule whether the category of the error says that Zuora changed nothing, so that a general text is enough
 */
export function declineOf(message: string, isBusinessRule: boolean): Decline | undefined {
  if (NO_ANSWER.test(message)) return undefined;
  const decline = DECLINES.find(({ pattern }) => pattern.test(message));
  if (decline !== undefined) return decline;
  return isBusinessRule && PAYMENT_FAILED.test(message) ? CARD_DECLINED : undefined;
}

/** Returns whether Zuora passes on that a gateway said no. */
export function isGatewayDecline(message: string): boolean {
  return GATEWAY_SAID_NO.test(message) && !NO_ANSWER.test(message);
}
