import type { StateOf } from '../definition/state-schema.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import type { Begun } from './begun.ts';

/** Pass: hands its input on, or what Output makes of it. */
export function beginPass(visit: StateVisit, state: StateOf<'Pass'>): Begun {
  return {
    exit: {
      next: state.Next,
      event: 'PassStateExited',
      assign: state.Assign,
      output: state.Output,
      defaultOutput: visit.branch.input,
    },
  };
}
