import type { JsonObject } from '../../../core/json.ts';
import * as days from '../../../core/order/order-days.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { ZuoraOptions } from '../options.ts';

/** What the days of an order depend on. */
export type DayContext = Pick<PluginContext<Pick<ZuoraOptions, 'timeZone'>>, 'now' | 'options' | 'order' | 'timeZone'>;

/** Returns the day on which the order was placed, `yyyy-mm-dd`. */
export function orderDay(context: DayContext): string {
  return days.orderDay(context.order, calendarOf(context));
}

/** Returns the day from which the order applies, `yyyy-mm-dd`: the one that it chose, or else the one on which it was placed. */
export function changeDay(context: DayContext): string {
  return days.changeDay(context.order, calendarOf(context));
}

/** Returns the day that the order chose, `yyyy-mm-dd`; undefined if it chose none. */
export function chosenDay(context: DayContext): string | undefined {
  return days.chosenDay(context.order, calendarOf(context));
}

/** Returns the day from which each entry of the order's `updates` applies, `yyyy-mm-dd`. */
export function updateDays(context: DayContext): readonly string[] {
  return days.updateDays(context.order, calendarOf(context));
}

/** Returns today, `yyyy-mm-dd`. */
export function today(context: DayContext): string {
  return days.dayOf(context.now().toISOString(), calendarOf(context).timeZone);
}

/** Returns all three trigger dates of an order action for one day ("API Reference", Create an order, `triggerDates`). */
export function triggerDates(triggerDate: string): readonly JsonObject[] {
  return ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({ name, triggerDate }));
}

function calendarOf({ now, options, timeZone }: DayContext): days.Calendar {
  return { now, timeZone: options.timeZone ?? timeZone };
}
