import {
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { AwsPort } from '../test-faults/campaign-system.ts';

const CONCURRENCY = 16;

/** Returns how many states the executions of orders have entered: what Step Functions charges for. */
export async function executionTransitions(aws: AwsPort, orderIds: readonly string[]): Promise<number> {
  const client = new SFNClient({ region: 'eu-west-1', ...aws });
  try {
    const arns = (await executionsOf(client)).filter((arn) => orderIds.some((id) => arn.includes(`:${id}-r`)));
    let count = 0;
    for (let from = 0; from < arns.length; from += CONCURRENCY) {
      const counts = await Promise.all(arns.slice(from, from + CONCURRENCY).map((arn) => statesEntered(client, arn)));
      count += counts.reduce((total, entered) => total + entered, 0);
    }
    return count;
  } finally {
    client.destroy();
  }
}

async function executionsOf(client: SFNClient): Promise<readonly string[]> {
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({ maxResults: 1_000 }));
  const arns: string[] = [];
  for (const { stateMachineArn } of stateMachines) {
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new ListExecutionsCommand({
          stateMachineArn,
          maxResults: 1_000,
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      arns.push(...(page.executions ?? []).flatMap(({ executionArn }) => executionArn ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return arns;
}

async function statesEntered(client: SFNClient, executionArn: string): Promise<number> {
  let count = 0;
  const query = { executionArn, includeExecutionData: false, maxResults: 1_000 };
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, query))
    count += events.filter(({ type }) => type?.endsWith('StateEntered')).length;
  return count;
}
