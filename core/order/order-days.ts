import * as z from 'zod';
import { type InputProblem, schemaProblems } from '../input-problems.ts';
import type { JsonObject } from '../json.ts';
import { type OrderType, orderTypeOf } from './order-types.ts';

/** What decides on which day an instant is. The context of a plugin is one. */
export interface Calendar {
  /** The tenant's time zone, e.g. `Europe/London` (IANA time zone database). @default each date is the day that it is written on */
  readonly timeZone?: string | undefined;
  now(): Date;
}

const DAY_LENGTH = 'yyyy-mm-dd'.length;

const date = z.iso
  .datetime({ offset: true })
  .or(z.iso.date())
  .or(z.literal(''))
  .nullish()
  .transform((value) => value || undefined);

const datesSchema = z.object({
  orderDate: date,
  chosen: date,
  updates: z.array(z.object({ effective_date: date })).nullish(),
});

/** The field in which an order type has the date that it chose. Other types apply from the day on which they are placed. */
const CHOSEN_DATE: Readonly<Partial<Record<OrderType, 'cancelDate' | 'effectiveDate'>>> = {
  cancel_subscription: 'cancelDate',
  change_offer: 'effectiveDate',
  add_offer: 'effectiveDate',
  external: 'effectiveDate',
};

/** Returns the dates of an order that mean something for its type, before they are checked. */
function datedFields(order: JsonObject) {
  const type = orderTypeOf(String(order.order_type));
  const field = type === undefined ? undefined : CHOSEN_DATE[type];
  const fields = {
    orderDate: order.orderDate,
    chosen: field && order[field],
    updates: type === 'update_subscription' ? order.updates : undefined,
  };
  return { field, fields };
}

function datesOf(order: JsonObject): z.output<typeof datesSchema> {
  return datesSchema.parse(datedFields(order).fields);
}

/**
 * Returns the day of a date, `yyyy-mm-dd`.
 *
 * A date without a time is that day. An instant is one day, however its offset is written: the day in the tenant's time zone.
 * The exception is midnight in UTC, which is how a channel writes a chosen day if it can only send instants: it is that day in
 * every time zone. For a tenant without a time zone, an instant is the day on which it is written.
 *
 * @param date an ISO 8601 date or date-time, extended format
 */
export function dayOf(date: string, timeZone: string | undefined): string {
  if (date.length === DAY_LENGTH || timeZone === undefined) return date.slice(0, DAY_LENGTH);
  const instant = new Date(date);
  const inUtc = instant.toISOString();
  return inUtc.endsWith('T00:00:00.000Z') ? inUtc.slice(0, DAY_LENGTH) : dayInZone(instant, timeZone);
}

/** Returns the day on which an order was placed: that of its `orderDate`, or else today. */
export function orderDay(order: JsonObject, { now, timeZone }: Calendar): string {
  return dayOf(datesOf(order).orderDate ?? now().toISOString(), timeZone);
}

/** Returns when an order was placed: its `orderDate`, which is midnight in UTC if it has no time, or else now. */
export function placedAt(order: JsonObject, { now }: Pick<Calendar, 'now'>): Date {
  const { orderDate } = datesOf(order);
  return orderDate === undefined ? now() : new Date(orderDate);
}

/** Returns the day that an order of a type with such a date chose; undefined if it chose none. */
export function chosenDay(order: JsonObject, { timeZone }: Pick<Calendar, 'timeZone'>): string | undefined {
  const { chosen } = datesOf(order);
  return chosen === undefined ? undefined : dayOf(chosen, timeZone);
}

/** Returns the instant that such an order chose, midnight in UTC if it chose a day; undefined if it chose none. */
export function chosenInstant(order: JsonObject): Date | undefined {
  const { chosen } = datesOf(order);
  return chosen === undefined ? undefined : new Date(chosen);
}

/** Returns the day from which an order applies: the one that it chose, or else the one on which it was placed. */
export function changeDay(order: JsonObject, calendar: Calendar): string {
  return chosenDay(order, calendar) ?? orderDay(order, calendar);
}

/**
 * Returns the day from which each entry of the `updates` of an `update_subscription` applies: its own, or else the one on which
 * the order was placed.
 */
export function updateDays(order: JsonObject, calendar: Calendar): readonly string[] {
  const placed = orderDay(order, calendar);
  return (datesOf(order).updates ?? []).map(({ effective_date: own }) =>
    own === undefined ? placed : dayOf(own, calendar.timeZone),
  );
}

/** Reports the dates of an order that are not ISO 8601. */
export function dateProblems(order: JsonObject): readonly InputProblem[] {
  const { field = '', fields } = datedFields(order);
  const problems = schemaProblems(datesSchema.safeParse(fields).error ?? new z.ZodError([]));
  return problems.map(({ message, path }) => ({ message, path: path === 'chosen' ? field : path }));
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
function dayInZone(instant: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return [parts.get('year')?.padStart('yyyy'.length, '0'), parts.get('month'), parts.get('day')].join('-');
}
