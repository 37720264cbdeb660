import type { JsonObject } from '../core/json.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import type { RouteSpec } from './routes/define-route.ts';

/**
 * What one tenant consists of, as data: infra/ makes CDK constructs of it, embedded/ local wiring, so that a route, a
 * rule or a function cannot exist in one and not in the other.
 */
export interface Blueprint {
  readonly tenant: string;
  readonly table: TableSpec;
  readonly functions: readonly FunctionSpec[];
  readonly routes: readonly RouteSpec[];
  readonly sequences: readonly Sequence[];
  /** The state machines beside those of the sequences. */
  /** Names of sequences that the tenant no longer has, and by which orders still run. */
  readonly retiredSequences: readonly string[];
  readonly stateMachines: readonly ServiceStateMachineSpec[];
  readonly rules: readonly RuleSpec[];
  readonly executionRules: readonly ExecutionRuleSpec[];
  readonly schedules: readonly ScheduleSpec[];
}

/** The order table: string keys, a sort key, and indexes that project keys only. */
export interface TableSpec {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: readonly { readonly name: string; readonly partitionKey: string; readonly sortKey: string }[];
}

/** A value that is known only where the tenant runs. */
export type Reference = 'table' | 'bus' | 'stateMachinePrefix' | 'configFile' | 'secretsPrefix';

/** One permission of a function: which operations on which of the tenant's things. */
export type Grant =
  /** `stateMachines` are those of the sequences, retired ones among them, `executions` all executions of these. */
  | {
      readonly actions: readonly string[];
      readonly on: 'table' | 'tableIndexes' | 'bus' | 'stateMachines' | 'executions';
    }
  /** One of the state machines beside those, by its id. */
  | { readonly actions: readonly string[]; readonly on: 'stateMachine'; readonly stateMachine: string };

/** One Lambda. */
export interface FunctionSpec {
  /** Unique in the tenant, kebab-case. */
  readonly id: string;
  /** The file whose export `handler` it is, from the repository's root. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Environment variables: a literal, or a reference that infra/ and embedded/ fill in. */
  readonly environment: Readonly<Record<string, string | { readonly ref: Reference }>>;
  readonly grants: readonly Grant[];
  /** References of the secrets that it may read. */
  readonly secrets: readonly string[];
}

/** A state machine that serves all sequences; `state-machines/service-definitions.ts` has its definition. */
export interface ServiceStateMachineSpec {
  /** Unique among these and the sequences; its name follows the tenant's, as theirs do. */
  readonly id: string;
  /** Ids of the functions that it invokes. */
  readonly functions: readonly string[];
}

/** Events of a bus that start an execution. */
export interface RuleSpec {
  /** Unique in the tenant, at most 64 characters of `A-Za-z0-9_-`. */
  readonly id: string;
  /** `tenant`: the bus of the order events. */
  readonly bus: 'tenant';
  /** An event pattern of EventBridge. */
  readonly pattern: JsonObject;
  readonly target: {
    /** Id of one of `stateMachines`. */
    readonly stateMachine: string;
    /** Input of the execution: a value, or the one at a path of the event, e.g. `$.detail.orderId`. */
    readonly input: Readonly<Record<string, string | number | { readonly path: string }>>;
  };
}

/** Ends of the tenant's executions, of every state machine, that a function is told of by the account's default bus. */
export interface ExecutionRuleSpec {
  /** Unique among these, at most 40 characters of `A-Za-z0-9_-`. */
  readonly id: string;
  /** Statuses of executions, e.g. `ABORTED`. */
  readonly statuses: readonly string[];
  /** Id of the function. */
  readonly function: string;
}

/** A function that is called at a steady pace, with `{}`. */
export interface ScheduleSpec {
  readonly id: string;
  readonly rateMinutes: number;
  readonly function: string;
}

/** Names of the table's keys and indexes. */
export const ORDER_TABLE: TableSpec = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'by-status', partitionKey: 'statusShard', sortKey: 'createdAt' },
    { name: 'by-day', partitionKey: 'dayShard', sortKey: 'createdAt' },
    { name: 'by-unpublished', partitionKey: 'unpublishedShard', sortKey: 'createdAt' },
    { name: 'by-delivery', partitionKey: 'deliveryShard', sortKey: 'createdAt' },
  ],
};

/** The id of the function that ends a run. */
export const COMPLETE_ORDER_FUNCTION = 'complete-order';

/** Name of the file with the built sequences, which a deployment puts beside the tenant file. */
export const SEQUENCES_FILE = 'sequences.json';
