import type { StateOf } from '../definition/state-schema.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import { evaluationFailure } from '../expressions/evaluate-template.ts';
import { StateFailure } from '../state-failure.ts';

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
