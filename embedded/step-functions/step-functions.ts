import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import type { ApiContext, Operations } from './api/api-context.ts';
import { definitionOperations } from './api/definition-operations.ts';
import { executionOperations } from './api/execution-operations.ts';
import { historyOperations } from './api/history-operations.ts';
import { stateMachineOperations } from './api/state-machine-operations.ts';
import { taskTokenOperations } from './api/task-token-operations.ts';
import { createClock } from './execution/clock.ts';
import { createEngine } from './execution/engine.ts';
import { invokeLambda } from './execution/invoke-lambda.ts';
import { createDefinitionCache } from './execution/load-execution.ts';
import { createExecutionStore } from './journal/execution-store.ts';
import { createHistoryStore } from './journal/history-store.ts';
import { JOURNAL_TABLES } from './journal/journal-tables.ts';
import { createMachineStore } from './journal/machine-store.ts';
import type { StepFunctionsOptions } from './step-functions-options.ts';

/** Operations that their caller makes again after a power failure: the order is there, and the sweeper finds no execution. */
const IS_REPEATED: ReadonlySet<string> = new Set(['StartExecution']);

/** AWS Step Functions (Standard workflows in JSONata) on one machine, durable in the store. */
export interface StepFunctions extends AwsService {
  /** Continues every RUNNING execution of the journal. Until then executions are stored but do not run. */
  start(): void;
  /** Parses the definition of a state machine ahead of its first execution. Does nothing if there is none, or it cannot be parsed. */
  prepare(arn: string): void;
  /** Stops everything where it is; the next start continues from there. The store stays open. */
  close(): Promise<void>;
}

/** Opens the interpreter and its journal. */
export function openStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { region, accountId, timeScale = 1 } = options;
  const { database, commits } = options.store;
  database.exec(JOURNAL_TABLES);
  const machines = createMachineStore(database, commits);
  const history = createHistoryStore(database);
  const executions = createExecutionStore(database, { commits, history });
  const definitions = createDefinitionCache(machines);
  const clock = createClock(timeScale);
  const engine = createEngine({
    ...options,
    executions,
    machines,
    definitions,
    clock,
    callTask: (args) => invokeLambda(options, args),
  });
  const context: ApiContext = { region, accountId, clock, machines, executions, history, definitions, engine };
  const operations: Operations = {
    ...stateMachineOperations(context),
    ...definitionOperations(context),
    ...executionOperations(context),
    ...historyOperations(context),
    ...taskTokenOperations(context),
  };
  return {
    targetPrefix: 'AWSStepFunctions',
    async call(name, input) {
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation !== undefined) {
        const output = await operation(input);
        if (!IS_REPEATED.has(name)) await commits.durable();
        return output;
      }
      const supported = Object.keys(operations).sort().join(', ');
      throw new AwsServiceError('UnknownOperationException', `${name} is not supported. Supported: ${supported}`);
    },
    start: engine.start,
    prepare(arn) {
      try {
        const machine = machines.find(arn);
        if (machine !== undefined) definitions.find(machine.definition.id);
      } catch {
        // The execution that needs it reports why it cannot be parsed. Or the store has closed meanwhile.
      }
    },
    close: engine.close,
  };
}
