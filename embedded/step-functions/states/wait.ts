import type { StateOf } from '../definition/state-schema.ts';
import type { Begun, StateExit } from '../execution/leave-state.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import { evaluateInteger, evaluationFailure } from '../expressions/evaluate-template.ts';

/**
 * Wait: does nothing for some seconds or until a moment, of which only whole seconds count.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html
 */
export async function beginWait(visit: StateVisit, state: StateOf<'Wait'>): Promise<Begun> {
  return { activity: { kind: 'waiting', until: await wakeTime(visit, state) } };
}

/** How a Wait is left when its time has come. */
export function exitWait(visit: StateVisit, state: StateOf<'Wait'>): StateExit {
  return {
    next: state.Next,
    event: 'WaitStateExited',
    assign: state.Assign,
    output: state.Output,
    defaultOutput: visit.branch.input,
  };
}

const timestamp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

async function wakeTime(visit: StateVisit, state: StateOf<'Wait'>): Promise<number> {
  const { clock } = visit.memory;
  if (state.Seconds !== undefined) return clock.after(await evaluateInteger(visit.scope(), state.Seconds, 'Seconds'));
  const value = await visit.evaluate(state.Timestamp ?? null, 'Timestamp');
  const moment = typeof value === 'string' && timestamp.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(moment)) return clock.at(Math.floor(moment / 1000) * 1000);
  const text = `The field 'Timestamp' expects an ISO 8601 timestamp, but was ${JSON.stringify(value)}.`;
  throw evaluationFailure(text, 'Timestamp');
}
