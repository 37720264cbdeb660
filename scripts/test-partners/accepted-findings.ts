/** A finding that is right as it is. */
export interface AcceptedFinding {
  readonly operation: string;
  readonly where: 'path' | 'query' | 'header' | 'request' | 'reply';
  /** How the problem ends. */
  readonly problem: string;
  /** Why, with the source. */
  readonly reason: string;
}

/** What the published models lack although Zuora documents it elsewhere. */
export const ACCEPTED: readonly AcceptedFinding[] = [
  ...['get_order', 'get_orders_by_subscription_number'].flatMap((operation): AcceptedFinding[] => [
    {
      operation,
      where: 'reply',
      problem: 'chargeOverrides.[]: unknown field productRatePlanChargeId',
      reason: 'The model of the reply spells it productRateplanChargeId; requests and the API reference spell it so.',
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
