import type { StateOf } from '../definition/state-schema.ts';
import { evaluateInteger } from '../expressions/evaluate-template.ts';
import type { Begun, StateExit } from './leave-state.ts';
import type { StateVisit } from './state-visit.ts';

/** Wait: does nothing for a number of seconds. Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
export async function beginWait(visit: StateVisit, state: StateOf<'Wait'>): Promise<Begun> {
  const seconds = await evaluateInteger(visit.scope(), state.Seconds, 'Seconds');
  return { activity: { kind: 'waiting', until: visit.memory.clock.after(seconds) } };
}

/** Returns the exit of a Wait that is over. */
export function exitWait(visit: StateVisit, state: StateOf<'Wait'>): StateExit {
  return { next: state.Next, event: 'WaitStateExited', output: state.Output, defaultOutput: visit.branch.input };
}
