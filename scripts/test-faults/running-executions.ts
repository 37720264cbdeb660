import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';

/** The names of the executions that are running, of every state machine; more than 1000 of one are not listed. */
export async function runningExecutions(awsUrl: string): Promise<readonly string[]> {
  const client = new SFNClient({
    endpoint: awsUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
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
