import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { orderEventsOf } from '../../core/events/order-events.ts';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import type { OrderStore } from '../order-store/order-store.ts';

/** What starting a run works with. */
export interface StartRunPorts {
  readonly orders: Pick<OrderStore, 'markUnpublished'>;
  readonly publishEvents: PublishEvents;
  readonly startExecution: StartExecution;
  /** Told of what went wrong on the way and is put right later. */
  onError(message: string, error: unknown): void;
}

/** Starts the execution of an order's latest run; starting it again gives the same one. */
export type StartExecution = (order: OrderRecord) => Promise<void>;

/**
 * Publishes the events that a run of a stored order began with, and then starts it. What earlier runs had to tell was
 * published by whoever ended them.
 *
 * In this order, and not side by side, an order whose run has started has had its events published, or carries the
 * mark that they were not: a crash between two of the steps leaves it `submitted`, where the sweeper finds it, and the
 * good path needs no further write.
 *
 * @throws what StartExecution throws; the order stays `submitted` and the sweeper starts it
 */
export async function startRun(
  order: OrderRecord,
  { orders, publishEvents, startExecution, onError }: StartRunPorts,
): Promise<void> {
  try {
    await publishEvents(orderEventsOf(order).filter((event) => event.run === order.runs.length));
  } catch (error) {
    onError('Events not published; the sweeper publishes them', error);
    await orders.markUnpublished(order.id);
  }
  await startExecution(order);
}

/**
 * Starts executions over Step Functions, in the state machine of the run's sequence.
 *
 * @param prefix ARN of the tenant's state machines up to the sequence's name
 */
export function createStartExecution(client: SFNClient, prefix: string): StartExecution {
  return async ({ id, runs, revision }) => {
    const run = runs.at(-1);
    if (run === undefined) throw new TypeError(`Expected order ${id} to have a run, found none.`);
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn: `${prefix}${run.sequence.name}`,
          name: executionNameOf(id, run.number),
          input: JSON.stringify({ orderId: id, run: run.number, revision, results: {} }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
