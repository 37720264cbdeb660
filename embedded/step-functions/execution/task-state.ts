import { isJsonObject, type JsonValue } from '../../../core/json.ts';
import type { StateOf } from '../definition/state-schema.ts';
import { findTaskResource, type TaskResource } from '../definition/task-resources.ts';
import { evaluateInteger, kindOf } from '../expressions/evaluate-template.ts';
import type { TaskActivity } from '../journal/branch.ts';
import { NOT_TRUNCATED } from '../journal/history-event.ts';
import { fitsPayload, jsonOf } from '../payload.ts';
import { StateFailure, statesFailure } from '../state-failure.ts';
import type { Begun } from './leave-state.ts';
import { requirePayloadSize, type StateVisit, tooLarge } from './state-visit.ts';
import { createTaskToken } from './task-token.ts';

/** Task: evaluates the arguments and schedules the call. The call is made once the activity is in the journal. */
export async function beginTask(visit: StateVisit, state: StateOf<'Task'>): Promise<Begun> {
  const { memory, branch } = visit;
  const resource = taskResource(state);
  const token = resource.waitsForToken ? createTaskToken(memory.execution.seq, branch.id) : undefined;
  const given =
    state.Arguments === undefined ? branch.input : await visit.evaluate(state.Arguments, 'Arguments', { token });
  if (!isJsonObject(given)) {
    throw statesFailure('States.Runtime', `Arguments must be an object, but was ${kindOf(given)}.`);
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
      parameters: jsonOf(given),
      timeoutInSeconds: timeout,
      heartbeatInSeconds: heartbeat,
    },
  });
  visit.record('TaskStarted', { taskStartedEventDetails: named(resource) });
  const hasHeartbeat = resource.waitsForToken && heartbeat !== undefined;
  const activity: TaskActivity = {
    kind: 'task',
    stage: 'called',
    arguments: given,
    token,
    timeoutAt: timeout === undefined ? undefined : memory.clock.after(timeout),
    heartbeatSeconds: hasHeartbeat ? heartbeat : undefined,
    heartbeatAt: undefined,
  };
  return { activity };
}

/** Returns the resource of a Task, which the check of the definition has found to be supported. */
export function taskResource(state: StateOf<'Task'>): TaskResource {
  const resource = findTaskResource(state.Resource);
  if (resource === undefined) throw new Error(`The resource "${state.Resource}" is not supported`);
  return resource;
}

/** Returns the failure of a Task whose result is too large, which AWS treats as a failure of the task; undefined when it fits. */
export function oversizedResult(state: StateOf<'Task'>, result: JsonValue): StateFailure | undefined {
  const { resourceType, waitsForToken } = taskResource(state);
  // SendTaskSuccess has checked the size of its output.
  if (waitsForToken || fitsPayload(result)) return undefined;
  return new StateFailure('States.DataLimitExceeded', tooLarge(resourceType, 'returned a result'));
}

/** Records the result of a Task. */
export function recordTaskSucceeded(visit: StateVisit, state: StateOf<'Task'>, result: JsonValue): void {
  visit.record('TaskSucceeded', {
    taskSucceededEventDetails: {
      ...named(taskResource(state)),
      output: jsonOf(result),
      outputDetails: NOT_TRUNCATED,
    },
  });
}

/** Records that the call of a Task was answered; the Task now waits for its token. */
export function recordTaskSubmitted(visit: StateVisit, state: StateOf<'Task'>, result: JsonValue): void {
  visit.record('TaskSubmitted', {
    taskSubmittedEventDetails: {
      ...named(taskResource(state)),
      output: jsonOf(result),
      outputDetails: NOT_TRUNCATED,
    },
  });
}

/** Records a failed Task and returns the failure. */
export function recordTaskFailed(visit: StateVisit, state: StateOf<'Task'>, failure: StateFailure): StateFailure {
  const { error, causeText: cause } = failure;
  visit.record('TaskFailed', { taskFailedEventDetails: { ...named(taskResource(state)), error, cause } });
  return failure;
}

/** Records a timeout or a missed heartbeat and returns the failure: a `States.Timeout` without a cause. */
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

function named({ resourceType, resource }: TaskResource): Pick<TaskResource, 'resourceType' | 'resource'> {
  return { resourceType, resource };
}
