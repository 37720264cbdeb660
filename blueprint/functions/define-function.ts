import {
  ERASURE_MACHINE,
  HEAL_MACHINE,
  JOB_MACHINE,
  PROBE_MACHINE,
  RELEASE_MACHINE,
  UNDO_MACHINE,
  WEBHOOK_DELIVERY,
} from '../../core/sequence/service-machines.ts';
import { fillReference, type References, type TextOrReference } from '../references.ts';

/** The resources that a grant applies to. */
export type GrantTarget =
  /** `stateMachines`: those of all sequences, retired ones included. `executions`: all executions of these. */
  | { readonly on: 'table' | 'tableIndexes' | 'bus' | 'searchKey' | 'stateMachines' | 'executions' }
  /** One state machine, by its id. */
  | { readonly on: 'stateMachine'; readonly stateMachine: string };

/** The actions that a function may take on one kind of resource. */
export type Grant = GrantTarget & { readonly actions: readonly string[] };

interface UseSpec {
  readonly environment?: Readonly<Record<string, TextOrReference>>;
  readonly grant?: Grant;
}

const TABLE = { ORDERS_TABLE: { ref: 'table' } } as const;
const STATE_MACHINES = { STATE_MACHINE_PREFIX: { ref: 'stateMachinePrefix' } } as const;

const table = (...actions: readonly string[]): UseSpec => ({
  environment: TABLE,
  grant: { actions: actions.map((action) => `dynamodb:${action}`), on: 'table' },
});
const startOf = (stateMachine: string): UseSpec => ({
  environment: STATE_MACHINES,
  grant: { actions: ['states:StartExecution'], on: 'stateMachine', stateMachine },
});

/** What a function can use, with the environment variables that locate it and the grant that permits it. */
const USES = {
  'table:get': table('GetItem'),
  'table:batch-get': table('BatchGetItem'),
  'table:query': table('Query'),
  'table:put': table('PutItem'),
  'table:update': table('UpdateItem'),
  'table:delete': table('DeleteItem'),
  'indexes:query': { environment: TABLE, grant: { actions: ['dynamodb:Query'], on: 'tableIndexes' } },
  'account-subscriptions:write': {
    environment: { ...TABLE, ACCOUNT_SUBSCRIPTIONS: 'written' },
    grant: { actions: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], on: 'table' },
  },
  'account-subscriptions:skip': { environment: { ACCOUNT_SUBSCRIPTIONS: 'unused' } },
  'events:publish': {
    environment: { EVENT_BUS: { ref: 'bus' } },
    grant: { actions: ['events:PutEvents'], on: 'bus' },
  },
  config: { environment: { TENANT_CONFIG_FILE: { ref: 'configFile' } } },
  'editions:publish': {
    environment: { EDITION: { ref: 'edition' }, ...STATE_MACHINES },
    grant: { actions: ['states:PublishStateMachineVersion'], on: 'stateMachines' },
  },
  deployment: { environment: { DEPLOYMENT: { ref: 'deployment' } } },
  secrets: { environment: { SECRETS_PREFIX: { ref: 'secretsPrefix' } } },
  'search-key': {
    environment: { SEARCH_KEY_SECRET: { ref: 'searchKey' } },
    grant: { actions: ['secretsmanager:GetSecretValue'], on: 'searchKey' },
  },
  console: {
    environment: { CONSOLE_FILES: { ref: 'consoleFiles' }, CONSOLE_SETTINGS: { ref: 'consoleSettings' } },
  },
  'api:call': { environment: { API_URL: { ref: 'apiUrl' } } },
  'agents:sign-in': { environment: { AGENT_SIGN_IN: { ref: 'agentSignIn' } } },
  'agents:act': { environment: { AGENT_ACTIONS: 'allowed' } },
  'agents:read': { environment: { AGENT_ACTIONS: 'refused' } },
  'runs:start': { environment: STATE_MACHINES, grant: { actions: ['states:StartExecution'], on: 'stateMachines' } },
  'runs:describe': {
    environment: STATE_MACHINES,
    grant: { actions: ['states:DescribeExecution'], on: 'executions' },
  },
  'runs:stop': { environment: STATE_MACHINES, grant: { actions: ['states:StopExecution'], on: 'executions' } },
  'tasks:answer': { grant: { actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], on: 'stateMachines' } },
  'tasks:heartbeat': { grant: { actions: ['states:SendTaskHeartbeat'], on: 'stateMachines' } },
  'heals:start': startOf(HEAL_MACHINE),
  'undos:start': startOf(UNDO_MACHINE),
  'probes:start': startOf(PROBE_MACHINE),
  'releases:start': startOf(RELEASE_MACHINE),
  'deliveries:start': startOf(WEBHOOK_DELIVERY),
  'erasures:start': startOf(ERASURE_MACHINE),
  'jobs:start': startOf(JOB_MACHINE),
} as const satisfies Readonly<Record<string, UseSpec>>;

/** Something that a function uses. */
export type Use = keyof typeof USES;

/** A function as the blueprint declares it. */
export interface FunctionDeclaration {
  /** Unique in the tenant, kebab-case. */
  readonly id: string;
  /** Path of the module that exports `handler`, from the root and without its extension: TypeScript here, JavaScript in the package. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  /** Everything that the function uses, in the order of its environment variables and grants. */
  readonly uses: readonly Use[];
  /** References of the secrets that it may read. @default none */
  readonly secrets?: readonly string[];
  /** Most instances on AWS, and as many are kept free for it. @default no limit and no reserve */
  readonly reservedConcurrency?: number | undefined;
  /** Whether callers may wait in it for their orders. @default false */
  readonly holdsCallers?: boolean;
  /** Whether it calls hosts that the tenant file names: partners, and receivers of webhooks. @default false */
  readonly callsOut?: boolean;
  /** Whether its errors are outcomes for a state machine, such as a declined card, rather than faults. @default false */
  readonly throwsOutcomes?: boolean;
}

/** A Lambda of a tenant, with everything that follows from what it uses. */
export interface FunctionSpec extends Required<FunctionDeclaration> {
  readonly memoryMb: number;
  /** Environment variables by name. */
  readonly environment: Readonly<Record<string, TextOrReference>>;
  /** One grant per resource. */
  readonly grants: readonly Grant[];
}

/** Memory of every function. It also determines the function's share of a CPU. */
export const FUNCTION_MEMORY_MB = 512;

/** Returns a function with the environment and the grants that its uses imply. */
export function defineFunction(tenant: string, declaration: FunctionDeclaration): FunctionSpec {
  const uses = declaration.uses.map((use): UseSpec => USES[use]);
  return {
    secrets: [],
    holdsCallers: false,
    reservedConcurrency: undefined,
    throwsOutcomes: false,
    callsOut: false,
    ...declaration,
    memoryMb: FUNCTION_MEMORY_MB,
    environment: Object.assign({ TENANT: tenant }, ...uses.map(({ environment }) => environment)),
    grants: mergeGrants(uses.flatMap(({ grant }) => grant ?? [])),
  };
}

/** Returns the environment variables of a function with every reference filled in. */
export function environmentOf(
  { environment }: Pick<FunctionSpec, 'environment'>,
  references: References,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, fillReference(value, references)]),
  );
}

function mergeGrants(grants: readonly Grant[]): readonly Grant[] {
  const byTarget = Map.groupBy(grants, ({ actions: _, ...target }) => JSON.stringify(target));
  return [...byTarget.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, actions: [...new Set([first, ...others].flatMap(({ actions }) => actions))] }],
  );
}
