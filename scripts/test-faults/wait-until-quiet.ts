import { setTimeout as wait } from 'node:timers/promises';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { AwsPort, CampaignSystem } from './campaign-system.ts';
import { readOrders } from './read-orders.ts';
import { clearFaults } from './sandbox-client.ts';

/** Statuses of a step with a claim, whose lease runs in real time. */
const CLAIMED: readonly string[] = ['running', 'probing', 'undoing'];

const MINUTE_MS = 60_000;
const DAY = 24 * 60 + 5;
/**
 * How far to move the clock forward, in minutes, each time that all remaining orders only wait. The total exceeds every
 * schedule: probing takes five days, healing four hours.
 */
const SKIPS_MINUTES = [6, 65, 13 * 60, DAY, DAY, DAY, DAY, DAY, DAY, DAY];

const POLL_MS = 500;
/** If nothing has changed for this long, all remaining orders only wait. */
const QUIET_MS = 2_000;
/** Longer than the lease of a claim, including the retries until it expires. */
const QUIET_WITH_CLAIM_MS = 20_000;
/** Longer than the sweeper needs to find an order without an execution. */
const SWEEP_MS = 180_000;

/**
 * Removes all faults, then waits until every order is at rest and no execution is running, or until all schedules are over.
 * Skips waits of minutes or days by moving the clock forward.
 *
 * @returns how often the clock was moved
 */
export async function waitUntilQuiet(
  system: CampaignSystem,
  sandboxUrl: string,
  orderIds: readonly string[],
): Promise<number> {
  await clearFaults(sandboxUrl);
  for (let skips = 0; ; skips += 1) {
    const isDone = await waitUntilIdle(system, orderIds);
    const minutes = SKIPS_MINUTES[skips];
    if (isDone || minutes === undefined) return skips;
    await system.skip(minutes * MINUTE_MS);
  }
}

/** Waits until no order remains, or all remaining orders only wait. Returns whether none remains. */
async function waitUntilIdle(system: CampaignSystem, orderIds: readonly string[]): Promise<boolean> {
  let before = '';
  let since = performance.now();
  for (let open = orderIds; ; await wait(POLL_MS)) {
    const running = await runningExecutions(system.aws());
    const orders = await readOrders(system, open);
    open = orders
      .filter(({ id, status }) => !isAtRest(status) || running.some((name) => name.startsWith(id)))
      .map(({ id }) => id);
    if (open.length === 0 && running.length === 0) return true;
    const left = orders.filter(({ id }) => open.includes(id));
    const now = JSON.stringify([running, left]);
    if (now !== before) since = performance.now();
    before = now;
    if (performance.now() - since >= quietPeriod(left, running)) return false;
  }
}

function quietPeriod(left: readonly OrderView[], running: readonly string[]): number {
  if (left.some(({ id }) => !running.some((name) => name.startsWith(id)))) return SWEEP_MS;
  const isClaimed = left.some(({ steps }) => steps.some(({ status }) => CLAIMED.includes(status)));
  return isClaimed ? QUIET_WITH_CLAIM_MS : QUIET_MS;
}

/** Returns the names of all running executions; at most 1000 per state machine. */
async function runningExecutions(aws: AwsPort): Promise<readonly string[]> {
  const client = new SFNClient({ ...aws, region: 'eu-west-1' });
  try {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    const lists = await Promise.all(
      stateMachines.map(({ stateMachineArn }) =>
        client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000 })),
      ),
    );
    return lists.flatMap(({ executions = [] }) => executions.map(({ name = '' }) => name)).toSorted();
  } finally {
    client.destroy();
  }
}
