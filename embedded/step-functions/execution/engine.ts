import type { Branch } from '../journal/branch.ts';
import type { Execution, ExecutionStore } from '../journal/execution-store.ts';
import type { MachineStore } from '../journal/machine-store.ts';
import type { ExecutionStatusChange, StepFunctionsOptions } from '../step-functions-options.ts';
import type { Clock } from './clock.ts';
import type { ExecutionMemory } from './execution-memory.ts';
import { createExecutionRunner, type ExecutionRunner, type Job } from './execution-runner.ts';
import type { TaskCaller } from './invoke-lambda.ts';
import { type DefinitionCache, loadExecution, memoryOf } from './load-execution.ts';
import { startPurging } from './purge-executions.ts';

interface EngineDeps extends Pick<StepFunctionsOptions, 'region' | 'onStatusChange' | 'keepExecutionsMs'> {
  readonly executions: ExecutionStore;
  readonly machines: MachineStore;
  readonly definitions: DefinitionCache;
  readonly clock: Clock;
  readonly callTask: TaskCaller;
}

/** Runs every RUNNING execution of the journal. */
export interface Engine {
  /** Runs new executions from now on, and continues those of the journal, a few in each turn of the event loop. */
  start(): void;
  /** Runs an execution that was just created with its first branch and event. */
  launch(execution: Execution, root: Branch): void;
  /** Runs a job in a running execution; returns undefined when it has ended. */
  run<Result>(seq: number, job: Job<Result>): Promise<Result | undefined>;
  /** Ends the executions of a state machine at their next transition, then deletes it. */
  deleteMachine(machineArn: string): Promise<void>;
  /** Stops everything where it is. */
  close(): Promise<void>;
}

/** Id of the event with which an execution starts. */
const FIRST_EVENT = 1;

/** As on AWS. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const DEFAULT_KEEP_MS = 90 * 24 * 60 * 60 * 1000;

/** How long executions are loaded before requests are answered again. */
const TURN_MS = 5;

/** Creates the engine; nothing runs before `start`. */
export function createEngine(deps: EngineDeps): Engine {
  const { executions, machines, clock, keepExecutionsMs = DEFAULT_KEEP_MS } = deps;
  const runners = new Map<number, ExecutionRunner>();
  const deleting = new Set<string>();
  let started = false;
  let endPurging = (): void => {};
  let resuming: NodeJS.Immediate | undefined;

  const deleteIfIdle = (machineArn: string): void => {
    if (!deleting.has(machineArn) || executions.countRunning(machineArn) > 0) return;
    deleting.delete(machineArn);
    machines.delete(machineArn).catch((error: unknown) => {
      process.emitWarning(`State machine ${machineArn} is deleted at the next start: ${String(error)}`);
    });
  };
  const notify = (execution: Execution): void => {
    try {
      deps.onStatusChange?.(statusChange(execution));
    } catch (error) {
      process.emitWarning(`onStatusChange threw for ${execution.arn}: ${String(error)}`);
    }
  };
  const load = (seq: number): ExecutionMemory => loadExecution(seq, deps);
  const runnerOf = (seq: number, start: () => ExecutionMemory = () => load(seq)): ExecutionRunner => {
    const known = runners.get(seq);
    if (known !== undefined) return known;
    const runner = createExecutionRunner(start(), {
      executions,
      callTask: deps.callTask,
      load: () => load(seq),
      isDeleting: (machineArn) => deleting.has(machineArn),
      onEnd(execution) {
        runners.delete(seq);
        deleteIfIdle(execution.machineArn);
        notify(execution);
      },
    });
    runners.set(seq, runner);
    return runner;
  };
  const resume = (seq: number): void => {
    try {
      // A request may have stopped it since the start.
      if (executions.get(seq).status === 'RUNNING') runnerOf(seq);
    } catch (error) {
      process.emitWarning(`Execution ${seq} cannot be loaded from the journal and is suspended: ${String(error)}`);
    }
  };
  const resumeInTurns = (waiting: Iterator<number>): void => {
    const end = performance.now() + TURN_MS;
    do {
      const next = waiting.next();
      if (next.done === true) return;
      resume(next.value);
    } while (performance.now() < end);
    resuming = setImmediate(resumeInTurns, waiting);
  };
  return {
    start() {
      started = true;
      endPurging = startPurging({ executions, before: () => clock.now() - keepExecutionsMs });
      for (const machineArn of machines.deleting()) {
        deleting.add(machineArn);
        deleteIfIdle(machineArn);
      }
      resuming = setImmediate(resumeInTurns, executions.running().values());
    },
    launch(execution, root) {
      notify(execution);
      if (started) runnerOf(execution.seq, () => memoryOf(execution, [root], FIRST_EVENT, deps));
    },
    async run(seq, job) {
      if (!runners.has(seq) && executions.get(seq).status !== 'RUNNING') return undefined;
      return runnerOf(seq).run(job);
    },
    async deleteMachine(machineArn) {
      deleting.add(machineArn);
      await machines.markDeleting(machineArn);
      deleteIfIdle(machineArn);
    },
    async close() {
      started = false;
      clearImmediate(resuming);
      endPurging();
      await Promise.all([...runners.values()].map((runner) => runner.halt()));
      runners.clear();
    },
  };
}

function statusChange(execution: Execution): ExecutionStatusChange {
  const { arn, machineArn, name, status, startedAt, stoppedAt, input, output, error, cause } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: startedAt,
    stopDate: stoppedAt ?? null,
    input,
    inputDetails: { included: true },
    output: output ?? null,
    outputDetails: output === undefined ? null : { included: true },
    error: error ?? null,
    cause: cause ?? null,
  };
}
