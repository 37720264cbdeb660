import { type Diagnostic, problem } from './diagnostic.ts';
import type { State } from './state-schema.ts';
import { findTaskResource, supportedResources } from './task-resources.ts';

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
