import type { State, StateOf } from '../definition/state-schema.ts';
import { evaluationFailure, kindOf } from '../expressions/evaluate-template.ts';
import { StateFailure } from '../state-failure.ts';
import type { Begun } from './leave-state.ts';
import { beginMap } from './map-state.ts';
import type { StateVisit } from './state-visit.ts';
import { beginTask } from './task-state.ts';
import { beginWait } from './wait-state.ts';

/**
 * Begins a state that a branch entered or retries.
 *
 * @throws StateFailure when it fails at once.
 */
export async function beginState(visit: StateVisit, state: State): Promise<Begun> {
  switch (state.Type) {
    case 'Task':
      return beginTask(visit, state);
    case 'Wait':
      return beginWait(visit, state);
    case 'Map':
      return beginMap(visit, state);
    case 'Fail':
      return beginFail(visit, state);
    case 'Pass':
      return passOn(visit, state, state.Next);
    case 'Succeed':
      return passOn(visit, state, undefined);
  }
}

/** Leaves a Pass or a Succeed at once, with its input or its Output. */
function passOn(visit: StateVisit, state: StateOf<'Pass' | 'Succeed'>, next: string | undefined): Begun {
  const { input } = visit.branch;
  return { exit: { next, event: `${state.Type}StateExited`, output: state.Output, defaultOutput: input } };
}

/** Ends the workflow with the Error and the Cause of a Fail. */
async function beginFail(visit: StateVisit, state: StateOf<'Fail'>): Promise<never> {
  const error = await textOf(visit, 'Error', state.Error);
  const cause = await textOf(visit, 'Cause', state.Cause);
  throw new StateFailure(error ?? '', cause);
}

async function textOf(visit: StateVisit, field: string, template: string | undefined): Promise<string | undefined> {
  if (template === undefined) return undefined;
  const value = await visit.evaluate(template, field);
  if (typeof value === 'string') return value;
  throw evaluationFailure(`The field '${field}' expects a string, but was ${kindOf(value)}.`, field);
}
