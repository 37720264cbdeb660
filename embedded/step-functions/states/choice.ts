import type { StateOf } from '../definition/state-schema.ts';
import type { Begun } from '../execution/leave-state.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import { evaluationFailure } from '../expressions/evaluate-template.ts';
import { statesFailure } from '../state-failure.ts';

/** Choice: goes where the first rule with a true Condition says, else to Default. */
export async function beginChoice(visit: StateVisit, state: StateOf<'Choice'>): Promise<Begun> {
  const shared = { event: 'ChoiceStateExited', defaultOutput: visit.branch.input };
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/Condition`;
    const matched = await visit.evaluate(rule.Condition, field);
    if (typeof matched !== 'boolean') {
      throw evaluationFailure(`The field '${field}' expects a boolean, but was ${JSON.stringify(matched)}.`, field);
    }
    if (!matched) continue;
    const { Next: next, Assign: assign, Output: output } = rule;
    return { exit: { ...shared, next, assign, output, fieldPrefix: `Choices[${index}]/` } };
  }
  if (state.Default === undefined) {
    throw statesFailure(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  }
  return { exit: { ...shared, next: state.Default, assign: state.Assign, output: state.Output } };
}
