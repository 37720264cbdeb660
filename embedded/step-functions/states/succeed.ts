import type { StateOf } from '../definition/state-schema.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import type { Begun } from './begun.ts';

/** Succeed: ends the workflow with its input, or what Output makes of it. */
export function beginSucceed(visit: StateVisit, state: StateOf<'Succeed'>): Begun {
  const { input } = visit.branch;
  return { exit: { next: undefined, event: 'SucceedStateExited', output: state.Output, defaultOutput: input } };
}
