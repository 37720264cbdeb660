import type { JsonValue } from '../../../core/json.ts';
import { AwsServiceError } from '../../aws/aws-service.ts';
import { parseStoredDefinition } from '../definition/parse-definition.ts';
import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { Branch } from '../journal/branch.ts';
import type { Execution, ExecutionStore } from '../journal/execution-store.ts';
import type { MachineStore, StoredDefinition } from '../journal/machine-store.ts';
import type { Clock } from './clock.ts';
import type { ExecutionMemory } from './execution-memory.ts';
import { hasEnded } from './map-items.ts';

/** A revision of a state machine, as stored and parsed. */
export interface LoadedDefinition {
  readonly stored: StoredDefinition;
  readonly definition: StateMachineDefinition;
}

/** Parses each revision of a state machine once. */
export interface DefinitionCache {
  /** @throws AwsServiceError `InvalidDefinition` when an earlier version stored a definition that is not supported now. */
  find(id: number): LoadedDefinition;
}

/** Creates a cache of parsed definitions. */
export function createDefinitionCache(machines: MachineStore): DefinitionCache {
  const loaded = new Map<number, LoadedDefinition>();
  return {
    find(id) {
      const known = loaded.get(id);
      if (known !== undefined) return known;
      const stored = machines.definition(id);
      const parsed = parseStoredDefinition(stored.text);
      if (!parsed.ok) {
        const reasons = parsed.diagnostics.map(({ message, location }) => `${message} at ${location}`).join('; ');
        const message = `A stored definition is no longer supported: ${reasons}. Update the state machine.`;
        throw new AwsServiceError('InvalidDefinition', message);
      }
      const fresh = { stored, definition: parsed.definition };
      loaded.set(id, fresh);
      return fresh;
    },
  };
}

interface LoadingDeps {
  readonly executions: ExecutionStore;
  readonly definitions: { find(id: number): { stored: StoredDefinition; definition: StateMachineDefinition } };
  readonly clock: Clock;
  readonly region: string;
}

/** Loads an execution and its unfinished work from the journal. */
export function loadExecution(seq: number, { executions, definitions, clock, region }: LoadingDeps): ExecutionMemory {
  return memoryOf(executions.get(seq), executions.branches(seq), executions.lastEvent(seq), {
    definitions,
    clock,
    region,
  });
}

/**
 * Returns an execution with its unfinished work.
 *
 * @param lastEvent id of the latest event in the history
 */
export function memoryOf(
  execution: Execution,
  branches: readonly Branch[],
  lastEvent: number,
  { definitions, clock, region }: Omit<LoadingDeps, 'executions'>,
): ExecutionMemory {
  const { stored, definition } = definitions.find(execution.definition);
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  followEndedBranches(byId);
  const ready = branches.filter(({ activity }) => activity.kind === 'entering');
  const started = branches.filter(({ activity }) => !['entering', 'succeeded', 'failed'].includes(activity.kind));
  return {
    execution,
    input: JSON.parse(execution.input) as JsonValue,
    definition,
    machineName: execution.machineArn.split(':').at(-1) ?? '',
    roleArn: stored.roleArn,
    region,
    clock,
    branches: byId,
    lastEvent,
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

/** Sets the last event of a Map to that of its items that have ended. */
function followEndedBranches(branches: ReadonlyMap<number, Branch>): void {
  for (const branch of branches.values()) {
    const parent = branch.parent === undefined ? undefined : branches.get(branch.parent);
    if (parent !== undefined && hasEnded(branch)) parent.lastEvent = Math.max(parent.lastEvent, branch.lastEvent);
  }
}
