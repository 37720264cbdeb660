/** A duration of a retention: years, months, weeks and days (ISO 8601). */
export const RETENTION_DURATION = /^P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/;

const DAY_MS = 86_400_000;

/** Returns the time before which records of a retention go, by the UTC calendar: `P1M` before 31 March is the end of February. */
export function retentionCutoff(duration: string, now: Date): Date {
  const [, years = 0, months = 0, weeks = 0, days = 0] = (RETENTION_DURATION.exec(duration) ?? [])
    .map(Number)
    .map((n) => n || 0);
  const cutoff = new Date(now);
  cutoff.setUTCDate(1);
  cutoff.setUTCMonth(cutoff.getUTCMonth() - 12 * years - months);
  const lastDay = new Date(Date.UTC(cutoff.getUTCFullYear(), cutoff.getUTCMonth() + 1, 0)).getUTCDate();
  cutoff.setUTCDate(Math.min(now.getUTCDate(), lastDay));
  return new Date(cutoff.getTime() - (7 * weeks + days) * DAY_MS);
}
