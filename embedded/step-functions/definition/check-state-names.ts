import { type Diagnostic, problem } from './diagnostic.ts';
import { statePointer, type Workflow } from './state-machine-definition.ts';

/**
 * Finds names that a state shares with one of another workflow: they are unique in the whole state machine.
 * Source: https://states-language.net/spec.html#states-fields
 */
export function checkStateNames(workflows: ReadonlyMap<string, Workflow>): Diagnostic[] {
  const names = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const [pointer, { states }] of workflows) {
    for (const name of states.keys()) {
      if (names.has(name)) {
        const message = `Another state has the name "${name}": names must be unique in the whole state machine`;
        diagnostics.push(problem('DUPLICATE_STATE_NAME', message, statePointer(pointer, name)));
      }
      names.add(name);
    }
  }
  return diagnostics;
}
