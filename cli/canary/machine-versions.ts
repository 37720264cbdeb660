import {
  ConflictException,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  type ExecutionListItem,
  type ExecutionStatus,
  ListStateMachineVersionsCommand,
  paginateListExecutions,
  paginateListStateMachines,
  type SFNClient,
} from '@aws-sdk/client-sfn';

/** A version of a state machine. */
export interface MachineVersion {
  /** Id of the machine in the tenant, e.g. the name of a sequence. */
  readonly machine: string;
  /** From 1. */
  readonly number: number;
  readonly createdAt: Date;
}

/** The versions of the state machines of a tenant. */
export interface MachineVersions {
  /** Returns the ids of all machines. */
  machines(): Promise<readonly string[]>;
  versions(machine: string): Promise<readonly MachineVersion[]>;
  /** Returns the definition of a machine, or of one of its versions. */
  definition(machine: string, version?: number): Promise<string>;
  /** Returns whether an execution of a version may still do something, or may be started again where it failed. */
  isInUse(version: Pick<MachineVersion, 'machine' | 'number'>, now: Date): Promise<boolean>;
  /** Returns whether an execution that was started without a version may still do something. */
  hasUnversioned(machine: string, now: Date): Promise<boolean>;
  /** Deletes a version. @returns false if an alias uses it, or another version is being published */
  remove(version: Pick<MachineVersion, 'machine' | 'number'>): Promise<boolean>;
}

const DAY_MS = 86_400_000;

/**
 * For how long an execution that ended badly can be redriven, with the same definition. Source: AWS Step Functions API Reference,
 * RedriveExecution.
 */
const REDRIVE_MS = 14 * DAY_MS;

/** For how long the end of a run may still start its heals: EventBridge repeats a delivery for 24 hours. */
const ENDING_MS = DAY_MS;

/** The statuses of executions that may still do something; the others have succeeded. */
const UNSUCCESSFUL: readonly ExecutionStatus[] = ['RUNNING', 'PENDING_REDRIVE', 'FAILED', 'TIMED_OUT', 'ABORTED'];

/**
 * Creates access to the versions over Step Functions.
 *
 * @param prefix ARN of the tenant's state machines up to the machine's own id
 */
export function createMachineVersions(client: SFNClient, prefix: string): MachineVersions {
  const arnOf = (machine: string, number?: number) => `${prefix}${machine}${number === undefined ? '' : `:${number}`}`;

  /** Returns whether one of the executions is wanted. Reads no page after it. */
  async function some(
    input: { readonly stateMachineArn: string; readonly statusFilter?: ExecutionStatus },
    isWanted: (execution: ExecutionListItem) => boolean,
  ): Promise<boolean> {
    for await (const { executions = [] } of paginateListExecutions({ client, pageSize: 1_000 }, input))
      if (executions.some(isWanted)) return true;
    return false;
  }

  return {
    async machines() {
      const found: string[] = [];
      for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
        for (const { stateMachineArn = '' } of stateMachines)
          if (stateMachineArn.startsWith(prefix)) found.push(stateMachineArn.slice(prefix.length));
      return found;
    },

    async versions(machine) {
      const found: MachineVersion[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListStateMachineVersionsCommand({ stateMachineArn: arnOf(machine), maxResults: 1_000, nextToken }),
        );
        for (const { creationDate, stateMachineVersionArn } of page.stateMachineVersions ?? [])
          if (creationDate !== undefined && stateMachineVersionArn !== undefined)
            found.push({ machine, number: Number(stateMachineVersionArn.split(':').at(-1)), createdAt: creationDate });
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found;
    },

    async definition(machine, version) {
      const stateMachineArn = arnOf(machine, version);
      return (await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).definition ?? '';
    },

    // All of them: one that waited may have started long before it ended.
    isInUse: ({ machine, number }, now) =>
      some({ stateMachineArn: arnOf(machine, number) }, (execution) => mayAct(execution, now)),

    async hasUnversioned(machine, now) {
      for (const statusFilter of UNSUCCESSFUL) {
        const isWanted = (execution: ExecutionListItem) =>
          execution.stateMachineVersionArn === undefined && mayAct(execution, now);
        if (await some({ stateMachineArn: arnOf(machine), statusFilter }, isWanted)) return true;
      }
      return false;
    },

    async remove({ machine, number }) {
      try {
        await client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arnOf(machine, number) }));
        return true;
      } catch (error) {
        if (error instanceof ConflictException) return false;
        throw error;
      }
    },
  };
}

function mayAct({ status, stopDate }: ExecutionListItem, now: Date): boolean {
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE' || stopDate === undefined) return true;
  return now.getTime() - stopDate.getTime() < (status === 'SUCCEEDED' ? ENDING_MS : REDRIVE_MS);
}
