import type { JsonObject } from '../../../core/json.ts';

/** The day of a date that an order gives, in UTC, `yyyy-mm-dd`; of `now` when it gives none. */
export function dayOf(date: string | undefined, now: Date): string {
  return (date === undefined ? now : new Date(date)).toISOString().slice(0, 10);
}

/** All three trigger dates of an order action on one day ("API Reference", Create an order, `triggerDates`). */
export function triggerDates(triggerDate: string): readonly JsonObject[] {
  return ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({ name, triggerDate }));
}
