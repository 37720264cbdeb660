import type { Clock } from '../execution/clock.ts';
import type { Engine } from '../execution/engine.ts';
import type { DefinitionCache } from '../execution/load-execution.ts';
import type { ExecutionStore } from '../journal/execution-store.ts';
import type { HistoryStore } from '../journal/history-store.ts';
import type { MachineStore } from '../journal/machine-store.ts';

/** Dependencies of the API's operations. */
export interface ApiContext {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly machines: MachineStore;
  readonly executions: ExecutionStore;
  readonly history: HistoryStore;
  readonly definitions: DefinitionCache;
  readonly engine: Engine;
}

/** One operation: maps the parsed request body to the response body. @throws AwsServiceError for every rejected request. */
export type Operation = (input: unknown) => unknown;

/** Operations by their name in the API. */
export type Operations = Readonly<Record<string, Operation>>;
