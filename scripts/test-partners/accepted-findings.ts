/** A finding that is not a mistake. */
export interface AcceptedFinding {
  readonly operation: string;
  readonly where: 'path' | 'query' | 'header' | 'request' | 'reply';
  /** The end of the problem's text. */
  readonly problem: string;
  /** Why, with the source. */
  readonly reason: string;
}

/** Fields that the published models lack, although Zuora documents them elsewhere. */
export const ACCEPTED: readonly AcceptedFinding[] = [
  ...['get_order', 'get_orders_by_subscription_number'].flatMap((operation): AcceptedFinding[] => [
    {
      operation,
      where: 'reply',
      problem: 'chargeOverrides.[]: unknown field productRatePlanChargeId',
      reason: 'The model of the reply misspells it as productRateplanChargeId; requests and the API reference do not.',
    },
    {
      operation,
      where: 'reply',
      problem: 'chargeOverrides.[]: required field missing: productRateplanChargeId',
      reason: 'See above.',
    },
  ]),
  {
    operation: 'get_payment_method',
    where: 'reply',
    problem: 'unknown field accountKey',
    reason: 'The API reference shows it in the sample of "Retrieve a payment method" as the id of the account.',
  },
];
