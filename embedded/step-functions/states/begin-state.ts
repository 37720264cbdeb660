import type { State, StateOf } from '../definition/state-schema.ts';
import type { Begun } from '../execution/leave-state.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import { evaluationFailure } from '../expressions/evaluate-template.ts';
import { StateFailure } from '../state-failure.ts';
import { beginChoice } from './choice.ts';
import { beginMap } from './map.ts';
import { beginParallel } from './parallel.ts';
import { beginTask } from './task.ts';
import { beginWait } from './wait.ts';

/**
 * Begins a state that a branch entered or tries again.
 *
 * @throws StateFailure when it fails at once.
 */
export async function beginState(visit: StateVisit, state: State): Promise<Begun> {
  switch (state.Type) {
    case 'Pass':
      return beginPass(visit, state);
    case 'Task':
      return beginTask(visit, state);
    case 'Choice':
      return beginChoice(visit, state);
    case 'Wait':
      return beginWait(visit, state);
    case 'Succeed':
      return beginSucceed(visit, state);
    case 'Fail':
      return beginFail(visit, state);
    case 'Parallel':
      return beginParallel(visit, state);
    case 'Map':
      return beginMap(visit, state);
  }
}

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

/** Succeed: ends the workflow with its input, or what Output makes of it. */
export function beginSucceed(visit: StateVisit, state: StateOf<'Succeed'>): Begun {
  const { input } = visit.branch;
  return { exit: { next: undefined, event: 'SucceedStateExited', output: state.Output, defaultOutput: input } };
}

/** Fail: ends the workflow with an Error and a Cause. */
export async function beginFail(visit: StateVisit, state: StateOf<'Fail'>): Promise<never> {
  const error = await textOf(visit, 'Error', state.Error);
  const cause = await textOf(visit, 'Cause', state.Cause);
  throw new StateFailure(error ?? '', cause);
}

async function textOf(visit: StateVisit, field: string, template: string | undefined): Promise<string | undefined> {
  if (template === undefined) return undefined;
  const value = await visit.evaluate(template, field);
  if (typeof value === 'string') return value;
  throw evaluationFailure(`The field '${field}' expects a string, but was ${JSON.stringify(value)}.`, field);
}
