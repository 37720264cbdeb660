/** What can be wrong with an order after a campaign. */
export const OFFENCES = ['double effect', 'lost effect', 'unrecorded effect', 'stuck', 'unexplained'] as const;

/** Something that is wrong with an order. */
export interface Offence {
  readonly orderId: string;
  readonly offence: (typeof OFFENCES)[number];
  /** What was expected and what was found. */
  readonly detail: string;
}
