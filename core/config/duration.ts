import * as z from 'zod';

const DURATION = /^P(?!$)(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?!$)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?$/;

/** Seconds of each part of a duration, in the order of the pattern. */
const PART_SECONDS = [604_800, 86_400, 3_600, 60, 1];

/** Returns the seconds of a duration such as `PT4H` or `P1DT12H`; undefined for any other text. */
export function durationSeconds(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null) return undefined;
  return PART_SECONDS.reduce((total, seconds, index) => total + seconds * Number(parts[index + 1] ?? 0), 0);
}

/** A duration of weeks, days, hours, minutes and seconds (ISO 8601), of at most `maxSeconds`. */
export function durationSchema(maxSeconds: number, maxText: string) {
  return z
    .string()
    .regex(DURATION, {
      error: 'Expected a duration (ISO 8601) such as "PT30M", "PT4H" or "P1D", or "PT0S" for none',
      abort: true,
    })
    .refine((text) => (durationSeconds(text) ?? 0) <= maxSeconds, { error: `Expected at most ${maxText}` });
}
