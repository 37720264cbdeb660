import { createHash } from 'node:crypto';
import type { LambdaOutcome } from '../lambda/lambda-outcome.ts';
import type { Delivery } from './event-log.ts';
import { inputOf } from './target.ts';

/** Calls that deliver events to targets. */
export interface TargetClients {
  invokeLambda(functionArn: string, payload: unknown): Promise<LambdaOutcome>;
  /** Starts an execution. Rejects with an error whose `name` is documented by Step Functions. */
  startExecution(input: {
    readonly stateMachineArn: string;
    readonly name: string;
    readonly input: string;
  }): Promise<unknown>;
}

/**
 * Result of a delivery. After a failure, `retry` selects the retry policy. `never`: the target does not exist or cannot
 * accept the event. `function`: the function failed. `service`: the target could not be reached.
 */
export type DeliveryResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly retry: 'never' | 'function' | 'service'; readonly error: string };

/** Errors that EventBridge does not retry (Amazon EventBridge User Guide, "Using dead-letter queues"). */
const PERMANENT = new Set([
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
  'InvalidArn',
  'InvalidExecutionInput',
  'InvalidName',
  'ValidationException',
  'Lambda.ResourceNotFoundException',
  'Lambda.RequestTooLargeException',
]);

/** Delivers an event to its target. A failure is a result, never a rejection. */
export async function deliverEvent(delivery: Delivery, clients: TargetClients): Promise<DeliveryResult> {
  const { bus: _, ...event } = delivery.event;
  const input = inputOf(delivery.target, event);
  return delivery.target.Arn.startsWith('arn:aws:states:')
    ? startExecution(delivery, input, clients)
    : invokeLambda(delivery, input, clients);
}

async function invokeLambda(delivery: Delivery, input: unknown, clients: TargetClients): Promise<DeliveryResult> {
  const outcome = await clients.invokeLambda(delivery.target.Arn, input);
  if (outcome.ok) return { ok: true };
  const { errorType, errorMessage } = outcome;
  const retry = PERMANENT.has(errorType) ? 'never' : errorType.startsWith('Lambda.') ? 'service' : 'function';
  return { ok: false, retry, error: `${errorType}: ${errorMessage}` };
}

async function startExecution(delivery: Delivery, input: unknown, clients: TargetClients): Promise<DeliveryResult> {
  try {
    await clients.startExecution({
      stateMachineArn: delivery.target.Arn,
      name: executionName(delivery),
      input: JSON.stringify(input),
    });
    return { ok: true };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    // Only this delivery uses the name, so an earlier attempt has started the execution.
    if (name === 'ExecutionAlreadyExists') return { ok: true };
    return { ok: false, retry: PERMANENT.has(name) ? 'never' : 'service', error: `${name}: ${message}` };
  }
}

/** Returns the same name for each attempt of a delivery, so that none starts a second execution. */
function executionName({ event, rule, target }: Delivery): string {
  const route = createHash('sha256').update(`${event.bus}/${rule}/${target.Id}`).digest('hex').slice(0, 16);
  return `${event.id}_${route}`;
}
