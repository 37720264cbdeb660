import { StateFailure } from '../state-failure.ts';
import type { TaskCaller } from '../states/invoke-lambda.ts';
import { taskResource } from '../states/task.ts';
import type { Activity, Branch, TaskActivity } from './branch.ts';
import type { Timers } from './clock.ts';
import { retryState } from './enter-state.ts';
import { type ExecutionMemory, stateOf } from './execution-memory.ts';
import { finishWait, type TaskOutcome, takeAnswer, timeOutTask } from './resume-state.ts';

interface ArmingDeps {
  memory(): ExecutionMemory;
  timers: Timers<number | 'execution'>;
  callTask: TaskCaller;
  run(job: (memory: ExecutionMemory) => Promise<void>): void;
}

/** Gives the function that does what a branch's activity asks for: set its timer, make its call. Used anew after a restart. */
export function createArming({ memory, timers, callTask, run }: ArmingDeps): (branch: Branch) => void {
  // A heartbeat arms a Task anew while its call may still be under way.
  const called = new WeakSet<TaskActivity>();
  /** Runs a job if, by its turn, the branch is still at what it was armed for. */
  const later = (branch: Branch, activity: Activity, job: (memory: ExecutionMemory) => Promise<void>): void => {
    run(async (now) => {
      if (now.branches.get(branch.id) === branch && branch.activity === activity) await job(now);
    });
  };
  const call = async (branch: Branch, activity: TaskActivity): Promise<void> => {
    called.add(activity);
    const outcome = await callOnce(callTask, memory(), branch, activity);
    later(branch, activity, (now) => takeAnswer(now, branch, outcome));
  };
  return (branch) => {
    const { activity } = branch;
    switch (activity.kind) {
      case 'waiting':
        return timers.set(branch.id, activity.until, () => later(branch, activity, (now) => finishWait(now, branch)));
      case 'retrying':
        return timers.set(branch.id, activity.until, () => later(branch, activity, (now) => retryState(now, branch)));
      case 'task': {
        const deadline = Math.min(
          activity.timeoutAt ?? Number.POSITIVE_INFINITY,
          activity.heartbeatAt ?? Number.POSITIVE_INFINITY,
        );
        if (deadline !== Number.POSITIVE_INFINITY) {
          timers.set(branch.id, deadline, () => later(branch, activity, (now) => timeOutTask(now, branch, activity)));
        }
        if (activity.stage === 'called' && !called.has(activity)) void call(branch, activity);
      }
    }
  };
}

async function callOnce(
  callTask: TaskCaller,
  memory: ExecutionMemory,
  branch: Branch,
  activity: TaskActivity,
): Promise<TaskOutcome> {
  const { arn: executionArn, machineArn } = memory.execution;
  try {
    const state = stateOf(memory, branch);
    if (state.Type !== 'Task') throw new Error(`Expected a Task, found the ${state.Type} "${branch.state}"`);
    const result = await callTask(taskResource(state), activity.arguments, { executionArn, machineArn });
    return { ok: true, result };
  } catch (error) {
    if (error instanceof StateFailure) return { ok: false, failure: error };
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, failure: new StateFailure('States.Runtime', message, { cause: error, raisedHere: true }) };
  }
}
