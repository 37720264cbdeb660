/** The account or the contact of an order's customer. */
export interface CustomerRecord {
  readonly id: string;
  /** Whether the record existed before the order. */
  readonly matched: boolean;
  /** Fields that the new record lacks although the order has a value. @default none */
  readonly dropped?: readonly string[];
  /** Fields of the new record whose text was too long. @default none */
  readonly shortened?: readonly string[];
}

/** The records of an order's customer, which belong together. */
export interface CustomerPair {
  readonly account: CustomerRecord;
  readonly contact: CustomerRecord;
}
