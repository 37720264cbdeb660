import { isJsonObject, type JsonValue } from '../../../core/json.ts';
import type { StateOf } from '../definition/state-schema.ts';
import { findTaskResource, type TaskResource } from '../definition/task-resources.ts';
import type { TaskActivity } from '../execution/branch.ts';
import { NOT_TRUNCATED } from '../execution/history-event.ts';
import type { Begun } from '../execution/leave-state.ts';
import { requirePayloadSize, type StateVisit, tooLarge } from '../execution/state-visit.ts';
import { evaluateInteger } from '../expressions/evaluate-template.ts';
import { fitsPayload } from '../payload.ts';
import { StateFailure, statesFailure } from '../state-failure.ts';
import { createTaskToken } from './task-token.ts';

/** Task: evaluates the arguments and schedules the call, which is made once this is in the journal. */
export async function beginTask(visit: StateVisit, state: StateOf<'Task'>): Promise<Begun> {
  const { memory, branch } = visit;
  const resource = taskResource(state);
  const token = resource.waitsForToken ? createTaskToken(memory.execution.seq, branch.id) : undefined;
  const given =
    state.Arguments === undefined ? branch.input : await visit.evaluate(state.Arguments, 'Arguments', { token });
  if (!isJsonObject(given)) {
    throw statesFailure('States.Runtime', `Arguments must be an object, but was ${JSON.stringify(given)}.`);
  }
  requirePayloadSize(given, branch.state, 'has arguments');
  const scope = visit.scope({ token });
  const seconds = async (field: 'TimeoutSeconds' | 'HeartbeatSeconds'): Promise<number | undefined> =>
    state[field] === undefined ? undefined : evaluateInteger(scope, state[field], field, { min: 1 });
  const timeout = await seconds('TimeoutSeconds');
  const heartbeat = await seconds('HeartbeatSeconds');
  visit.record('TaskScheduled', {
    taskScheduledEventDetails: {
      ...named(resource),
      region: memory.region,
      parameters: JSON.stringify(given),
      timeoutInSeconds: timeout,
      heartbeatInSeconds: heartbeat,
    },
  });
  visit.record('TaskStarted', { taskStartedEventDetails: named(resource) });
  const beats = resource.waitsForToken && heartbeat !== undefined;
  const activity: TaskActivity = {
    kind: 'task',
    stage: 'called',
    arguments: given,
    token,
    timeoutAt: timeout === undefined ? undefined : memory.clock.after(timeout),
    heartbeatSeconds: beats ? heartbeat : undefined,
    heartbeatAt: undefined,
  };
  return { activity };
}

/** The resource of a Task; that it runs here was checked with the definition. */
export function taskResource(state: StateOf<'Task'>): TaskResource {
  const resource = findTaskResource(state.Resource);
  if (resource === undefined) throw new Error(`Expected a resource that runs here, found "${state.Resource}"`);
  return resource;
}

/** The failure of a Task whose result is too large, which counts as one of the task itself; undefined when it fits. */
export function oversizedResult(state: StateOf<'Task'>, result: JsonValue): StateFailure | undefined {
  const { resourceType, waitsForToken } = taskResource(state);
  // What answers a token was measured by SendTaskSuccess.
  if (waitsForToken || fitsPayload(result)) return undefined;
  return new StateFailure('States.DataLimitExceeded', tooLarge(resourceType, 'returned a result'));
}

/** Notes the result of a Task. */
export function recordTaskSucceeded(visit: StateVisit, state: StateOf<'Task'>, result: JsonValue): void {
  visit.record('TaskSucceeded', {
    taskSucceededEventDetails: {
      ...named(taskResource(state)),
      output: JSON.stringify(result),
      outputDetails: NOT_TRUNCATED,
    },
  });
}

/** Notes that the call of a Task was answered and that it now waits for its token. */
export function recordTaskSubmitted(visit: StateVisit, state: StateOf<'Task'>, result: JsonValue): void {
  visit.record('TaskSubmitted', {
    taskSubmittedEventDetails: {
      ...named(taskResource(state)),
      output: JSON.stringify(result),
      outputDetails: NOT_TRUNCATED,
    },
  });
}

/** Notes a failed call or a task reported as failed, and gives the failure. */
export function recordTaskFailed(visit: StateVisit, state: StateOf<'Task'>, failure: StateFailure): StateFailure {
  const { error, causeText: cause } = failure;
  visit.record('TaskFailed', { taskFailedEventDetails: { ...named(taskResource(state)), error, cause } });
  return failure;
}

/** Notes a timeout, or a heartbeat that did not come, and gives the failure: both are a `States.Timeout` without cause. */
export function recordTaskTimedOut(
  visit: StateVisit,
  state: StateOf<'Task'>,
  missed: 'timeout' | 'heartbeat',
): StateFailure {
  const failure = new StateFailure(
    'States.Timeout',
    undefined,
    missed === 'heartbeat' ? { alias: 'States.HeartbeatTimeout' } : {},
  );
  visit.record('TaskTimedOut', { taskTimedOutEventDetails: { ...named(taskResource(state)), error: failure.error } });
  return failure;
}

function named({ resourceType, resource }: TaskResource): { resourceType: string; resource: string } {
  return { resourceType, resource };
}
