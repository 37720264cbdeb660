import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { ExecutionStore } from '../journal/execution-store.ts';
import type { StoredDefinition } from '../journal/machine-store.ts';
import type { Clock } from './clock.ts';
import type { ExecutionMemory } from './execution-memory.ts';

interface LoadingSurroundings {
  executions: ExecutionStore;
  definitions: { find(id: number): { stored: StoredDefinition; definition: StateMachineDefinition } };
  clock: Clock;
  region: string;
}

/** Reads an execution from the journal, with all that it has yet to do. */
export function loadExecution(
  seq: number,
  { executions, definitions, clock, region }: LoadingSurroundings,
): ExecutionMemory {
  const execution = executions.get(seq);
  const { stored, definition } = definitions.find(execution.definition);
  const branches = executions.branches(seq);
  const ready = branches.filter(({ activity }) => activity.kind === 'entering');
  const started = branches.filter(({ activity }) => !['entering', 'succeeded', 'failed'].includes(activity.kind));
  return {
    execution,
    definition,
    machineName: execution.machineArn.split(':').at(-1) ?? '',
    roleArn: stored.roleArn,
    region,
    clock,
    branches: new Map(branches.map((branch) => [branch.id, branch])),
    lastEvent: executions.lastEvent(seq),
    lastBranch: Math.max(0, ...branches.map(({ id }) => id)),
    ready,
    ended: [],
    started: new Set(started),
    events: [],
    changed: new Set(),
    removed: new Set(),
    end: undefined,
  };
}
