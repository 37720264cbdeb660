import type { JsonObject } from '../json.ts';
import type { AttemptRecord, OrderRecord, StepRecord, StoredEvent } from '../order/order-record.ts';
import type { Callout } from '../plugin/plugin-http.ts';
import type { DeliveryRecord } from '../webhooks/delivery-record.ts';
import { ERASED, eraseJson } from './erase-json.ts';

/** Replaces the personal texts of one order in a text. */
export type Mask = (text: string) => string;

/** Returns a payload that is stored as JSON without personal data. */
export function eraseJsonText(payload: string, mask: Mask): string {
  return JSON.stringify(eraseJson(JSON.parse(payload) as JsonObject, mask));
}

type Reasoned = { readonly reason: string };

/** Returns a record of an operator with the reason erased: people write names into reasons. */
export function eraseReason<Action extends Reasoned>(action: Action): Action {
  return { ...action, reason: ERASED };
}

/**
 * Returns an order without personal data. What happened stays: its runs, its events and the operations on it, with who and when.
 *
 * @param erasure id of the erasure
 * @param at ISO 8601
 */
export function eraseOrder(order: OrderRecord, mask: Mask, erasure: string, at: string): OrderRecord {
  const { failure, operations, trace, erasing: _erasing, attention: _attention, ...kept } = order;
  return {
    ...kept,
    payload: eraseJson(order.payload, mask),
    fingerprint: ERASED,
    // What other systems wrote into the state of the trace is unknown.
    ...(trace !== undefined && { trace: { id: trace.id, flags: trace.flags } }),
    ...(failure !== undefined && { failure: { ...failure, message: ERASED } }),
    ...(operations !== undefined && {
      operations: operations.map((operation) => {
        if (operation.action !== 'resume') return eraseReason(operation);
        const { key: _key, ...resume } = operation;
        return { ...eraseReason(resume), fingerprint: ERASED };
      }),
    }),
    events: [
      ...order.events.map(eraseEvent),
      { type: 'order.erased', occurredAt: at, run: order.runs.length, data: { erasure } },
    ],
    erased: { erasure, at },
  };
}

/** Fields of our own events that say what happened. Reasons and messages are free text. */
const KEPT_IN_EVENTS: readonly string[] = [
  ...['step', 'code', 'critical', 'revision', 'sequence', 'eventId', 'processEventId', 'by', 'erasure'],
  ...['name', 'version', 'type', 'event', 'pluginErrorOutput'],
];

function eraseEvent({ data, ...event }: StoredEvent): StoredEvent {
  return data === undefined ? event : { ...event, data: eraseData(data) };
}

function eraseData(data: JsonObject): JsonObject {
  const erase = (value: JsonObject[string], isKept: boolean): JsonObject[string] => {
    if (Array.isArray(value)) return value.map((item: JsonObject[string]) => erase(item, isKept));
    if (typeof value === 'object' && value !== null) return eraseData(value as JsonObject);
    return isKept || typeof value === 'boolean' || value === null ? value : ERASED;
  };
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, erase(value, KEPT_IN_EVENTS.includes(name))]),
  );
}

/** Returns a step without personal data: what was called and how it ended stays, what was sent, received and logged goes. */
export function eraseStep(step: StepRecord, mask: Mask): StepRecord {
  const { answer: _answer, taskToken: _token, output, skipped, completedBy, operations, attempts, ...kept } = step;
  return {
    ...kept,
    attempts: attempts.map((attempt) => eraseAttempt(attempt, mask)),
    ...(output !== undefined && { output: eraseJson(output, mask) }),
    ...(skipped !== undefined && { skipped: ERASED }),
    ...(completedBy !== undefined && { completedBy: eraseReason(completedBy) }),
    ...(operations !== undefined && { operations: operations.map(eraseReason) }),
  };
}

function eraseAttempt({ callouts = [], logs: _logs, error, ...attempt }: AttemptRecord, mask: Mask): AttemptRecord {
  return {
    ...attempt,
    ...(error !== undefined && { error: { ...error, message: ERASED, publicMessage: ERASED } }),
    callouts: callouts.map((callout) => eraseCallout(callout, mask)),
    logs: [],
    shortened: true,
  };
}

function eraseCallout({ response, error, ...callout }: Callout, mask: Mask): Callout {
  return {
    ...callout,
    endpoint: mask(callout.endpoint.replace(/\?.*$/s, `?${ERASED}`)),
    request: { headers: {}, body: null },
    response: response === null ? null : { status: response.status, headers: {}, body: null },
    error: error === null ? null : ERASED,
    shortened: true,
  };
}

/** Returns a delivery without what the receiver replied. */
export function eraseDelivery({ attempts, ...delivery }: DeliveryRecord): DeliveryRecord {
  return {
    ...delivery,
    attempts: attempts.map(({ reply, error, ...attempt }) => ({
      ...attempt,
      ...(reply !== undefined && { reply: ERASED }),
      ...(error !== undefined && { error: ERASED }),
    })),
  };
}
