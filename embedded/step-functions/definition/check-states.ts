import { type Diagnostic, problem, statePointer, type Workflow } from './state-machine-definition.ts';
import type { State } from './state-schema.ts';
import { findTaskResource, SUPPORTED_RESOURCES } from './task-resources.ts';

interface Transition {
  readonly field: string;
  readonly target: string;
}

/** Returns the transitions to states that do not exist, the unreachable states, and the workflows without an end. */
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
    diagnostics.push(...checkNextAndEnd(state, location));
  }
  const reached = reachableFrom(startAt, states);
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    const message = `State "${name}" is not reachable: no transition leads to it`;
    diagnostics.push(problem('MISSING_TRANSITION_TARGET', message, statePointer(pointer, name)));
  }
  const ends = [...reached].some((name) => isTerminal(states.get(name)));
  if (!ends && diagnostics.length === 0) {
    diagnostics.push(problem('MISSING_END_STATE', 'The workflow has no terminal state', pointer || '/'));
  }
  return diagnostics;
}

/** Returns what is wrong with the fields of one state: its resource, its timeouts and its error lists. */
export function checkStateFields(state: State, location: string): Diagnostic[] {
  const task = state.Type === 'Task' ? checkTask(state, location) : [];
  if (!('Retry' in state || 'Catch' in state)) return task;
  return [
    ...task,
    ...checkErrorList(state.Retry ?? [], `${location}/Retry`),
    ...checkErrorList(state.Catch ?? [], `${location}/Catch`),
  ];
}

/**
 * Returns the states whose name another state already has: names are unique in the whole state machine.
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

/** Returns every transition of a state, with the field that names its target. */
function transitionsOf(state: State): readonly Transition[] {
  const next = 'Next' in state && state.Next !== undefined ? [{ field: 'Next', target: state.Next }] : [];
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  return [...next, ...catchers.map(({ Next }, index) => ({ field: `Catch[${index}]/Next`, target: Next }))];
}

function checkNextAndEnd(state: State, location: string): Diagnostic[] {
  if (state.Type === 'Succeed' || state.Type === 'Fail') return [];
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

function reachableFrom(start: string, states: ReadonlyMap<string, State>): ReadonlySet<string> {
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

function checkTask(state: Extract<State, { Type: 'Task' }>, location: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (findTaskResource(state.Resource) === undefined) {
    const message = `The resource "${state.Resource}" is not supported: use ${SUPPORTED_RESOURCES.join(' or ')}`;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${location}/Resource`));
  }
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    const message = `HeartbeatSeconds must be smaller than TimeoutSeconds, found ${heartbeat} and ${timeout}`;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${location}/HeartbeatSeconds`));
  }
  return diagnostics;
}

function checkErrorList(
  handlers: readonly { readonly ErrorEquals: readonly string[] }[],
  location: string,
): Diagnostic[] {
  return handlers.flatMap(({ ErrorEquals: names }, index) => {
    if (!names.includes('States.ALL') || (names.length === 1 && index === handlers.length - 1)) return [];
    const message = 'States.ALL must be the only name in its ErrorEquals, and the last of the list';
    return [problem('SCHEMA_VALIDATION_FAILED', message, `${location}[${index}]/ErrorEquals`)];
  });
}
