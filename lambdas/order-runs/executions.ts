import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { ExecutionState, StartStateMachine, StateMachineExecutions } from '../step-functions.ts';

/** Starts the execution of an order's latest run. Starting it again has no effect. */
export type StartExecution = (order: OrderRecord) => Promise<void>;

/** Creates the function that starts runs, each in the state machine of its sequence. */
export function createStartExecution(start: StartStateMachine): StartExecution {
  return async (order) => {
    const { machine, name, run, edition } = latestExecution(order);
    await start(machine, name, { orderId: order.id, run, revision: order.revision, results: {} }, edition);
  };
}

/** The executions of orders' latest runs. */
export interface Executions {
  /** Stops the execution. Does nothing if it has ended or was never started. */
  stop(order: OrderRecord, reason: string): Promise<void>;
  /** Reads the execution's status. */
  stateOf(order: OrderRecord): Promise<ExecutionState>;
}

/** Creates access to the executions of orders. */
export function createExecutions({ stop, describe }: StateMachineExecutions): Executions {
  return {
    async stop(order, reason) {
      const { machine, name } = latestExecution(order);
      await stop(machine, name, { error: 'OrderCancelled', cause: reason });
    },
    async stateOf(order) {
      const { machine, name } = latestExecution(order);
      return describe(machine, name);
    },
  };
}

function latestExecution({ id, runs }: OrderRecord) {
  const run = runs.at(-1);
  if (run === undefined) throw new TypeError(`Order ${id} has no run.`);
  return {
    machine: run.sequence.name,
    name: executionNameOf(id, run.number),
    run: run.number,
    edition: run.edition,
  };
}
