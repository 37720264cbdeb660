import type { Transaction } from '../state/transaction.ts';
import type { OrderAction } from './order-action-schema.ts';

/** The order that an action belongs to. */
export interface ActionContext {
  readonly transaction: Transaction;
  readonly accountNumber: string;
  /** The currency of the account. */
  readonly currency: string;
  /** `yyyy-mm-dd`. */
  readonly orderDate: string;
}

/** Returns the date of a trigger of an action, if it has one. */
export function triggerDate(action: Pick<OrderAction, 'triggerDates'>, name: string): string | undefined {
  return action.triggerDates?.find((trigger) => trigger.name === name)?.triggerDate;
}
