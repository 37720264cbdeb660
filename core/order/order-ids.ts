import { createHash, randomBytes } from 'node:crypto';

const REFERENCE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';

function hex32(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** A new order id: `order-` and 32 random hex digits. */
export function newOrderId(): string {
  return `order-${randomBytes(16).toString('hex')}`;
}

/** The order id that an idempotency key always leads to within a tenant. */
export function orderIdOfKey(tenant: string, key: string): string {
  return `order-${hex32(JSON.stringify([tenant, key]))}`;
}

/** Whether a string has the form of an order id. */
export function isOrderId(value: string): boolean {
  return /^order-[0-9a-f]{32}$/.test(value);
}

/** The 12 digits and capital letters by which people name an order; the same for the same order. */
export function orderReferenceOf(orderId: string): string {
  const digest = createHash('sha256').update(`reference ${orderId}`).digest();
  return Array.from(digest.subarray(0, 12), (byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length]).join('');
}

/** `event-` with the hex digits of the order: the event that the order's processing began with. */
export function eventIdOf(orderId: string): string {
  return orderId.replace(/^order-/, 'event-');
}

/** The id of a run's process event. The first shares its hex digits with the event, as later ones cannot. */
export function processEventIdOf(orderId: string, run: number): string {
  return run === 1 ? orderId.replace(/^order-/, 'process_event-') : `process_event-${hex32(`${orderId} run ${run}`)}`;
}

/** The id of an order event: stable, so that a repeat can be seen. */
export function orderEventIdOf(orderId: string, sequence: number): string {
  return `${orderId}#${sequence}`;
}

/** The name of a run's execution: starting it twice gives the one execution. */
export function executionNameOf(orderId: string, run: number): string {
  return `${orderId}-r${run}`;
}

/** The run that an execution is of, by its name; undefined for an execution that is no run of an order. */
export function runOfExecutionName(name: string): { readonly orderId: string; readonly run: number } | undefined {
  const [, orderId = '', run] = /^(order-[0-9a-f]{32})-r([1-9]\d*)$/.exec(name) ?? [];
  return run === undefined ? undefined : { orderId, run: Number(run) };
}

/**
 * The name of the execution that heals a step: starting it twice gives the one execution.
 *
 * A step's id can be too long for the 80 characters of a name, so its hash stands for it.
 *
 * @param trigger what started it: 1 for the failure itself, a higher number for each wish of an operator
 */
export function healExecutionNameOf(orderId: string, run: number, stepId: string, trigger = 1): string {
  return `${executionNameOf(orderId, run)}-${hex32(stepId).slice(0, 16)}-${trigger}`;
}

/**
 * What a step passes to its partner as idempotency key: the same in every attempt and every run, until the step is
 * undone. The partner would answer a repeat with what no longer exists, so what follows has a key of its own.
 *
 * @param generation counts from 1; one more each time the step was undone
 */
export function idempotencyKeyOf(orderId: string, stepId: string, generation = 1): string {
  const key = `${orderId}#${stepId}`;
  return generation === 1 ? key : `${key}#${generation}`;
}
