import type { Transaction } from '../state/transaction.ts';
import type { OrderAction } from './order-action-schema.ts';

/** What an action needs to know of its order. */
export interface ActionContext {
  readonly transaction: Transaction;
  readonly accountNumber: string;
  /** The currency of the account. */
  readonly currency: string;
  /** `yyyy-mm-dd`. */
  readonly orderDate: string;
}

/** The date that an action gives for a trigger, if it gives one. */
export const triggerDate = (action: Pick<OrderAction, 'triggerDates'>, name: string): string | undefined =>
  action.triggerDates?.find((trigger) => trigger.name === name)?.triggerDate;
