import {
  branchPointer,
  type Diagnostic,
  itemProcessorPointer,
  problem,
  statePointer,
  type Workflow,
} from './state-machine-definition.ts';
import type { State } from './state-schema.ts';

const variableName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function assignedNames(state: State): string[] {
  const own = 'Assign' in state ? [state.Assign] : [];
  const rules = state.Type === 'Choice' ? state.Choices.map((rule) => rule.Assign) : [];
  const catchers = 'Catch' in state ? (state.Catch ?? []).map((catcher) => catcher.Assign) : [];
  return [...own, ...rules, ...catchers].flatMap((assign) => Object.keys(assign ?? {}));
}

/**
 * Finds variables with a name that no expression could read, and those that a nested workflow would share with an outer
 * one: an inner scope reads outer variables but has its own names.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export function checkVariables(
  workflows: ReadonlyMap<string, Workflow>,
  pointer = '',
  outer: ReadonlySet<string> = new Set(),
): Diagnostic[] {
  const workflow = workflows.get(pointer);
  if (workflow === undefined) return [];
  const diagnostics: Diagnostic[] = [];
  const own = new Set<string>();
  for (const [name, state] of workflow.states) {
    for (const variable of assignedNames(state)) {
      own.add(variable);
      const location = `${statePointer(pointer, name)}/Assign/${variable}`;
      if (variable === 'states' || !variableName.test(variable)) {
        const message = `"${variable}" cannot name a variable: expected letters, digits and _, and not "states"`;
        diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, location));
      } else if (outer.has(variable)) {
        const message = `Variable "${variable}" is assigned by an outer workflow already: choose another name`;
        diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, location));
      }
    }
  }
  const visible = new Set([...outer, ...own]);
  for (const [name, state] of workflow.states) {
    for (const nested of nestedPointers(pointer, name, state))
      diagnostics.push(...checkVariables(workflows, nested, visible));
  }
  return diagnostics;
}

function nestedPointers(pointer: string, name: string, state: State): string[] {
  if (state.Type === 'Map') return [itemProcessorPointer(pointer, name)];
  if (state.Type === 'Parallel') return state.Branches.map((_, index) => branchPointer(pointer, name, index));
  return [];
}
