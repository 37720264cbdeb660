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
  {
    operation: 'get_order',
    where: 'reply',
    problem: 'chargeOverrides.[]: unknown field productRatePlanChargeId',
    reason: 'The model of the reply spells it productRateplanChargeId; requests and the API reference spell it so.',
  },
  {
    operation: 'get_order',
    where: 'reply',
    problem: 'chargeOverrides.[]: required field missing: productRateplanChargeId',
    reason: 'See above.',
  },
];
