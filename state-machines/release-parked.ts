import { RELEASE_ORDERS_FUNCTION } from '../blueprint/functions/function-ids.ts';
import type { StateMachineDefinition } from './asl.ts';
import { callUntilDone } from './call-until-done.ts';

/** Longer than the function runs. */
const TASK_TIMEOUT_SECONDS = 300;

/**
 * Returns the state machine that releases the parked orders of one connection. It runs only while there are any, and waits at no cost.
 *
 * The function decides whom to release, and throws ReleasePostponed with the seconds to wait until it has to look again: two
 * transitions each time, whatever the number of orders. The execution ends when no order is parked for the connection.
 */
export function releaseParkedDefinition(): StateMachineDefinition {
  return callUntilDone({
    comment: 'Releases the parked orders of one connection, oldest first, at the pace of its settings.',
    functionId: RELEASE_ORDERS_FUNCTION,
    fields: ['connection', 'since', 'ticks'],
    postponedBy: 'ReleasePostponed',
    timeoutSeconds: TASK_TIMEOUT_SECONDS,
    call: { name: 'Release orders', comment: 'Releases the orders that may continue now.' },
    wait: {
      name: 'Wait for the next release',
      comment: 'Waits for the next try of the connection, or for the next release.',
    },
  });
}
