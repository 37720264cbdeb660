import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  type SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { JOB_MACHINE, RELEASE_MACHINE, WEBHOOK_DELIVERY } from '../../core/sequence/service-machines.ts';

/** An execution of a state machine of the tenant. */
export interface TenantExecution {
  readonly arn: string;
  readonly name: string;
  /** Id of the machine in the tenant, e.g. the name of a sequence. */
  readonly machine: string;
  /** The version of the machine, from 1; absent if it was started without one. */
  readonly version?: number;
  readonly isRunning: boolean;
  readonly startedAt: Date;
}

/** The executions of a tenant. */
export interface TenantExecutions {
  /** Returns the executions that did not end before an instant. */
  since(instant: Date): Promise<readonly TenantExecution[]>;
  /** Returns all events, oldest first. */
  history(arn: string): Promise<readonly HistoryEvent[]>;
  definition(arn: string): Promise<string>;
  /** Returns the output as JSON text; undefined if it did not succeed. */
  output(arn: string): Promise<string | undefined>;
  stop(arn: string, cause: string): Promise<void>;
}

/** Machines whose executions call no step, and end by themselves. */
const WITHOUT_STEPS: readonly string[] = [JOB_MACHINE, RELEASE_MACHINE, WEBHOOK_DELIVERY];

/**
 * Creates access to the executions of a tenant. Step Functions keeps them for 90 days after their end.
 *
 * @param prefix ARN of the tenant's state machines up to the machine's own id
 */
export function createTenantExecutions(client: SFNClient, prefix: string): TenantExecutions {
  const machines = async (): Promise<readonly string[]> => {
    const arns: string[] = [];
    for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
      arns.push(
        ...stateMachines.flatMap(({ stateMachineArn = '' }) =>
          stateMachineArn.startsWith(prefix) ? [stateMachineArn] : [],
        ),
      );
    return arns;
  };

  const ofMachine = async (stateMachineArn: string, instant: Date): Promise<readonly TenantExecution[]> => {
    const machine = stateMachineArn.slice(prefix.length);
    if (WITHOUT_STEPS.includes(machine)) return [];
    const found: TenantExecution[] = [];
    // All of them: a run that waited may have started long before it ended.
    for await (const { executions = [] } of paginateListExecutions({ client, pageSize: 1_000 }, { stateMachineArn }))
      found.push(...executions.filter((each) => isOpenSince(each, instant)).map((each) => executionOf(each, machine)));
    return found;
  };

  return {
    async since(instant) {
      const found: TenantExecution[] = [];
      for (const arn of await machines()) found.push(...(await ofMachine(arn, instant)));
      return found;
    },

    async history(executionArn) {
      const events: HistoryEvent[] = [];
      for await (const page of paginateGetExecutionHistory({ client, pageSize: 1_000 }, { executionArn }))
        events.push(...(page.events ?? []));
      return events;
    },

    async definition(executionArn) {
      const { definition = '{}' } = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      return definition;
    },

    async output(executionArn) {
      return (await client.send(new DescribeExecutionCommand({ executionArn }))).output;
    },

    async stop(executionArn, cause) {
      await client.send(new StopExecutionCommand({ executionArn, error: 'TableRestored', cause }));
    },
  };
}

function isOpenSince({ stopDate, status }: ExecutionListItem, instant: Date): boolean {
  return status === 'RUNNING' || (stopDate !== undefined && stopDate >= instant);
}

function executionOf(
  { executionArn = '', name = '', startDate = new Date(0), stateMachineVersionArn, status }: ExecutionListItem,
  machine: string,
): TenantExecution {
  const version = Number(stateMachineVersionArn?.split(':').at(-1));
  return {
    arn: executionArn,
    name,
    machine,
    ...(Number.isInteger(version) && { version }),
    isRunning: status === 'RUNNING',
    startedAt: startDate,
  };
}
