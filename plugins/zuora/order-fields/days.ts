import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';

/** What the day of an order depends on besides the order. */
export type DayContext = Pick<PluginContext<{ readonly timeZone?: string | undefined }>, 'now' | 'options'>;

const DAY_LENGTH = 'yyyy-mm-dd'.length;

/**
 * Returns the day in a date as written, `yyyy-mm-dd`, because a chosen day does not depend on its offset from UTC.
 *
 * @param date an ISO 8601 date or date-time, extended format
 */
export function writtenDay(date: string): string {
  return date.slice(0, DAY_LENGTH);
}

/**
 * Returns the day on which an order is placed: in the option `timeZone`, because Zuora bills in its tenant's time zone, or
 * else as written in the order's date. An order without a date is placed today, by default in UTC.
 */
export function orderDay(orderDate: string | undefined, { now, options }: DayContext): string {
  const date = orderDate ?? now().toISOString();
  const isMoment = date.length > DAY_LENGTH;
  return isMoment && options.timeZone !== undefined ? dayInZone(new Date(date), options.timeZone) : writtenDay(date);
}

/** Returns the chosen day, or else the day on which the order is placed. */
export function chosenDay(chosen: string | undefined, orderDate: string | undefined, context: DayContext): string {
  return chosen === undefined ? orderDay(orderDate, context) : writtenDay(chosen);
}

/** Returns all three trigger dates of an order action for one day ("API Reference", Create an order, `triggerDates`). */
export function triggerDates(triggerDate: string): readonly JsonObject[] {
  return ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({ name, triggerDate }));
}

/** Returns whether a text names a time zone, e.g. `America/Los_Angeles` (IANA time zone database). */
export function isTimeZone(name: string): boolean {
  try {
    dayInZone(new Date(0), name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws RangeError there is no such time zone */
function dayInZone(moment: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return [parts.get('year'), parts.get('month'), parts.get('day')].join('-');
}
