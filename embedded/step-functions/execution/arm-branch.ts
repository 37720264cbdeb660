import type { Activity, Branch, TaskActivity } from '../journal/branch.ts';
import { StateFailure } from '../state-failure.ts';
import type { Timers } from './clock.ts';
import { retryState } from './enter-state.ts';
import type { ExecutionMemory } from './execution-memory.ts';
import type { TaskCaller } from './invoke-lambda.ts';
import { finishWait, type TaskOutcome, takeAnswer, timeOutTask } from './resume-state.ts';

interface ArmingDeps {
  readonly timers: Timers<number | 'execution'>;
  readonly callTask: TaskCaller;
  run(job: (memory: ExecutionMemory) => Promise<void>): void;
}

/**
 * Creates the function that starts what a branch's activity needs: its timer, its call. It is used for a new activity and
 * again after a restart.
 */
export function createArming({ timers, callTask, run }: ArmingDeps): (branch: Branch) => void {
  // A heartbeat arms a Task again while its call may still be running.
  const called = new WeakSet<TaskActivity>();
  /** Runs a job, unless the branch has left the activity it was armed for by then. */
  const later = (branch: Branch, activity: Activity, job: (memory: ExecutionMemory) => Promise<void>): void => {
    run(async (now) => {
      if (now.branches.get(branch.id) === branch && branch.activity === activity) await job(now);
    });
  };
  const call = async (branch: Branch, activity: TaskActivity): Promise<void> => {
    called.add(activity);
    const outcome = await callOnce(callTask, activity);
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
        const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } = activity;
        const deadline = Math.min(timeoutAt, heartbeatAt);
        if (deadline !== Number.POSITIVE_INFINITY) {
          timers.set(branch.id, deadline, () => later(branch, activity, (now) => timeOutTask(now, branch, activity)));
        }
        if (activity.stage === 'called' && !called.has(activity)) void call(branch, activity);
      }
    }
  };
}

async function callOnce(callTask: TaskCaller, activity: TaskActivity): Promise<TaskOutcome> {
  try {
    return { ok: true, result: await callTask(activity.arguments) };
  } catch (error) {
    if (error instanceof StateFailure) return { ok: false, failure: error };
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, failure: new StateFailure('States.Runtime', message, { cause: error, raisedHere: true }) };
  }
}
