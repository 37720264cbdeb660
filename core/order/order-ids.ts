import { hash, randomBytes } from 'node:crypto';

const REFERENCE_ALPHABET = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const REFERENCE_LENGTH = 12;

function hex32(content: string): string {
  return hash('sha256', content).slice(0, 32);
}

/** Creates an order id: `order-` and 32 random hex digits. */
export function newOrderId(): string {
  return `order-${randomBytes(16).toString('hex')}`;
}

/** Returns the order id for an idempotency key of a client, always the same within a tenant. */
export function orderIdOfKey(tenant: string, client: string, key: string): string {
  return `order-${hex32(JSON.stringify([tenant, client, key]))}`;
}

/** Returns the order id for an idempotency key as version 0.2 made it, when keys were shared by all clients. */
export function formerOrderIdOfKey(tenant: string, key: string): string {
  return `order-${hex32(JSON.stringify([tenant, key]))}`;
}

/** Creates the id of an erasure: `erasure-` and 32 random hex digits. */
export function newErasureId(): string {
  return `erasure-${randomBytes(16).toString('hex')}`;
}

/** Returns the id of an erasure for a caller's idempotency key, always the same within a tenant. */
export function erasureIdOfKey(tenant: string, caller: string, key: string): string {
  return `erasure-${hex32(JSON.stringify([tenant, 'erasure', caller, key]))}`;
}

/** Creates the id of a proposal: `proposal-` and 32 random hex digits. */
export function newProposalId(): string {
  return `proposal-${randomBytes(16).toString('hex')}`;
}

/** Returns the id of a proposal for a caller's idempotency key, always the same within a tenant. */
export function proposalIdOfKey(tenant: string, caller: string, key: string): string {
  return `proposal-${hex32(JSON.stringify([tenant, 'proposal', caller, key]))}`;
}

/** Returns whether a string has the form of the id of a proposal. */
export function isProposalId(value: string): boolean {
  return /^proposal-[0-9a-f]{32}$/.test(value);
}

/** Returns whether a string has the form of an order id. */
export function isOrderId(value: string): boolean {
  return /^order-[0-9a-f]{32}$/.test(value);
}

/** Returns the order reference: 12 digits and capital letters that identify the order for people. */
export function orderReferenceOf(orderId: string): string {
  const digest = hash('sha256', `reference ${orderId}`, 'buffer');
  let reference = '';
  for (let index = 0; index < REFERENCE_LENGTH; index += 1)
    reference += REFERENCE_ALPHABET.charAt((digest[index] ?? 0) % REFERENCE_ALPHABET.length);
  return reference;
}

/** Returns the id of the event that started the processing of an order: `event-` with the hex digits of the order. */
export function eventIdOf(orderId: string): string {
  return orderId.replace(/^order-/, 'event-');
}

/** Returns the id of the process event of a run. Only the first one has the hex digits of the order. */
export function processEventIdOf(orderId: string, run: number): string {
  return run === 1 ? orderId.replace(/^order-/, 'process_event-') : `process_event-${hex32(`${orderId} run ${run}`)}`;
}

/** Returns the id of an order event. It is stable, so that receivers can recognise a repeat. */
export function orderEventIdOf(orderId: string, sequence: number): string {
  return `${orderId}#${sequence}`;
}

/** Returns the name of the execution of a run. A second start under the same name has no effect. */
export function executionNameOf(orderId: string, run: number): string {
  return `${orderId}-r${run}`;
}

/** Parses the name of an execution of a run; undefined for any other execution. */
export function runOfExecutionName(name: string): { readonly orderId: string; readonly run: number } | undefined {
  const [, orderId = '', run] = /^(order-[0-9a-f]{32})-r([1-9]\d*)$/.exec(name) ?? [];
  return run === undefined ? undefined : { orderId, run: Number(run) };
}

/**
 * Returns the name of the execution that heals a step. A second start under the same name has no effect.
 *
 * The name contains a hash of the step id, because the id can be too long for the 80 characters of a name.
 *
 * @param trigger what started it: 1 for the failure itself, a higher number for each retry by an operator
 */
export function healExecutionNameOf(orderId: string, run: number, stepId: string, trigger = 1): string {
  return `${executionNameOf(orderId, run)}-${hex32(stepId).slice(0, 16)}-${trigger}`;
}

/** Returns the name of the execution that probes a step for an operator. @param number counts the probes of the step, from 1 */
export function probeExecutionNameOf(orderId: string, run: number, stepId: string, number: number): string {
  return `${executionNameOf(orderId, run)}-${hex32(stepId).slice(0, 16)}-p${number}`;
}

/**
 * Returns the idempotency key that a step sends to its partner. It is the same in every attempt and every run until the step
 * is undone. Then it changes, because the partner would answer a repeat with an effect that no longer exists.
 *
 * @param generation counts from 1, and grows each time the step is undone
 */
export function idempotencyKeyOf(orderId: string, stepId: string, generation = 1): string {
  const key = `${orderId}#${stepId}`;
  return generation === 1 ? key : `${key}#${generation}`;
}
