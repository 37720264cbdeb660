import { RETENTION_FUNCTION, SWEEPER_FUNCTION } from './functions/function-ids.ts';

/** A function that is invoked at a fixed rate, with `{}`. */
export interface ScheduleSpec {
  readonly id: string;
  readonly rateMinutes: number;
  /** Id of the function. */
  readonly function: string;
}

/** The schedules of every tenant. */
export const SCHEDULES: readonly ScheduleSpec[] = [
  { id: 'sweeper', rateMinutes: 1, function: SWEEPER_FUNCTION },
  { id: 'retention', rateMinutes: 60, function: RETENTION_FUNCTION },
];
