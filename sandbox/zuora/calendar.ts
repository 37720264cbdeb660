const DAY_MS = 24 * 60 * 60 * 1000;

/** Unit of a term. */
export type PeriodType = 'Month' | 'Year' | 'Week' | 'Day';

const ADD: Readonly<Record<PeriodType, (date: Date, periods: number) => Date>> = {
  Day: (date, periods) => new Date(date.getTime() + periods * DAY_MS),
  Week: (date, periods) => new Date(date.getTime() + 7 * periods * DAY_MS),
  Month: addMonths,
  Year: (date, periods) => addMonths(date, 12 * periods),
};

/** Adds periods to a date, `yyyy-mm-dd`. A day that the resulting month does not have becomes its last day. */
export function addPeriods(date: string, periods: number, periodType: PeriodType): string {
  return ADD[periodType](new Date(date), periods).toISOString().slice(0, 10);
}

/** Returns the number of days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function addMonths(date: Date, months: number): Date {
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return first;
}

/** Returns the day of an instant in UTC, `yyyy-mm-dd`. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 'yyyy-mm-dd'.length);
}
