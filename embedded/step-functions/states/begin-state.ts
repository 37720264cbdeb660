import type { State } from '../definition/state-schema.ts';
import type { StateVisit } from '../execution/state-visit.ts';
import type { Begun } from './begun.ts';
import { beginChoice } from './choice.ts';
import { beginFail } from './fail.ts';
import { beginMap } from './map.ts';
import { beginParallel } from './parallel.ts';
import { beginPass } from './pass.ts';
import { beginSucceed } from './succeed.ts';
import { beginTask } from './task.ts';
import { beginWait } from './wait.ts';

/**
 * Begins a state that a branch entered or tries again.
 *
 * @throws StateFailure when it fails at once.
 */
export async function beginState(visit: StateVisit, state: State): Promise<Begun> {
  switch (state.Type) {
    case 'Pass':
      return beginPass(visit, state);
    case 'Task':
      return beginTask(visit, state);
    case 'Choice':
      return beginChoice(visit, state);
    case 'Wait':
      return beginWait(visit, state);
    case 'Succeed':
      return beginSucceed(visit, state);
    case 'Fail':
      return beginFail(visit, state);
    case 'Parallel':
      return beginParallel(visit, state);
    case 'Map':
      return beginMap(visit, state);
  }
}
