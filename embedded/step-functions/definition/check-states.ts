import { type Diagnostic, problem, statePointer, type Workflow } from './state-machine-definition.ts';
import type { State } from './state-schema.ts';
import { findTaskResource, supportedResources } from './task-resources.ts';

interface Transition {
  field: string;
  target: string;
}

/** Every way out of a state to another one, with the field that names it. */
function transitionsOf(state: State): Transition[] {
  const transitions: Transition[] = [];
  if ('Next' in state && state.Next !== undefined) transitions.push({ field: 'Next', target: state.Next });
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) {
      transitions.push({ field: `Choices[${index}]/Next`, target: rule.Next });
    }
    if (state.Default !== undefined) transitions.push({ field: 'Default', target: state.Default });
  }
  if ('Catch' in state) {
    for (const [index, catcher] of (state.Catch ?? []).entries()) {
      transitions.push({ field: `Catch[${index}]/Next`, target: catcher.Next });
    }
  }
  return transitions;
}

/** Finds transitions to states that do not exist, states that nothing leads to, and workflows that cannot end. */
export function checkTransitions(workflow: Workflow, pointer: string): Diagnostic[] {
  const { startAt, states } = workflow;
  const diagnostics: Diagnostic[] = [];
  const requireState = (target: string, location: string): void => {
    if (states.has(target)) return;
    diagnostics.push(problem('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, location));
  };
  requireState(startAt, `${pointer}/StartAt`);
  for (const [name, state] of states) {
    const location = statePointer(pointer, name);
    for (const { field, target } of transitionsOf(state)) requireState(target, `${location}/${field}`);
    diagnostics.push(...checkLeaving(state, location));
  }
  const reached = reachableFrom(startAt, states);
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    const message = `State "${name}" is not reachable: nothing leads to it`;
    diagnostics.push(problem('MISSING_TRANSITION_TARGET', message, statePointer(pointer, name)));
  }
  const ends = [...reached].some((name) => isTerminal(states.get(name)));
  if (!ends && diagnostics.length === 0) {
    diagnostics.push(problem('MISSING_END_STATE', 'The workflow has no terminal state', pointer || '/'));
  }
  return diagnostics;
}

function checkLeaving(state: State, location: string): Diagnostic[] {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return [];
  const { Next: next, End: end } = state;
  if (next !== undefined && end === true) {
    return [problem('SCHEMA_VALIDATION_FAILED', 'Expected either Next or End, found both', location)];
  }
  if (next === undefined && end !== true) {
    return [problem('SCHEMA_VALIDATION_FAILED', 'Expected "Next" or "End": true, found neither', location)];
  }
  return [];
}

function isTerminal(state: State | undefined): boolean {
  if (state === undefined) return false;
  return state.Type === 'Succeed' || state.Type === 'Fail' || ('End' in state && state.End === true);
}

function reachableFrom(start: string, states: ReadonlyMap<string, State>): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...transitionsOf(state).map(({ target }) => target));
  }
  return reached;
}

/** Finds fields that exclude each other, resources that do not run here and error lists that AWS refuses. */
export function checkStateFields(state: State, location: string): Diagnostic[] {
  return [...checkResource(state, location), ...checkWait(state, location), ...checkErrorLists(state, location)];
}

function checkResource(state: State, location: string): Diagnostic[] {
  if (state.Type !== 'Task') return [];
  const diagnostics: Diagnostic[] = [];
  if (findTaskResource(state.Resource) === undefined) {
    const message = `The resource "${state.Resource}" does not run here. Use one of ${supportedResources.join(', ')}`;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${location}/Resource`));
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    const message = `HeartbeatSeconds must be smaller than TimeoutSeconds, found ${heartbeat} and ${timeout}`;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${location}/HeartbeatSeconds`));
  }
  return diagnostics;
}

function checkWait(state: State, location: string): Diagnostic[] {
  if (state.Type !== 'Wait' || (state.Seconds === undefined) !== (state.Timestamp === undefined)) return [];
  const found = state.Seconds === undefined ? 'neither' : 'both';
  return [problem('SCHEMA_VALIDATION_FAILED', `Expected either Seconds or Timestamp, found ${found}`, location)];
}

function checkErrorLists(state: State, location: string): Diagnostic[] {
  if (!('Retry' in state || 'Catch' in state)) return [];
  return [
    ...checkErrorList(state.Retry ?? [], `${location}/Retry`),
    ...checkErrorList(state.Catch ?? [], `${location}/Catch`),
  ];
}

function checkErrorList(handlers: readonly { ErrorEquals: readonly string[] }[], location: string): Diagnostic[] {
  return handlers.flatMap(({ ErrorEquals: names }, index) => {
    if (!names.includes('States.ALL') || (names.length === 1 && index === handlers.length - 1)) return [];
    const message = 'States.ALL must be the only name in its ErrorEquals, and the last of the list';
    return [problem('SCHEMA_VALIDATION_FAILED', message, `${location}[${index}]/ErrorEquals`)];
  });
}

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
