import * as z from 'zod';
import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** A record to look for. */
export interface RecordToFind<Shape> {
  readonly path: string;
  readonly schema: z.ZodType<Shape>;
  /** What the request asks for, for messages, e.g. `read subscription 9HV3P0LD46NC`. */
  readonly doing: string;
}

/** A record that must exist. */
export interface RecordToRead<Shape> extends RecordToFind<Shape> {
  /** Code of the failure if Zuora has no such record, e.g. `subscription_not_found`. */
  readonly missingCode: string;
}

/** A change that is safe to repeat. */
export interface RecordToPut {
  readonly path: string;
  /** @default no body */
  readonly json?: JsonObject;
  /** What the request asks for, for messages, e.g. `update account A00000042`. */
  readonly doing: string;
}

/**
 * Reads a record that must exist.
 *
 * @throws PluginFailed Zuora has no such record, or rejects the request
 * @throws PluginTransient Zuora is busy or gave no usable answer; reading has no effect
 */
export async function readRecord<Shape>(
  { context, session }: ZuoraCall,
  { doing, missingCode, path, schema }: RecordToRead<Shape>,
): Promise<Shape> {
  const headers = { 'zuora-track-id': trackId(context.idempotencyKey) };
  const reply = await session.send({ method: 'GET', path, headers, timeoutMs: context.options.timeoutMs });
  const answer = readReply(reply, schema, { doing, order: context.order, now: context.now(), isRead: true });
  if (answer.kind === 'accepted') return answer.value;
  if (answer.kind === 'unknown') throw new PluginTransient(answer.error.message, { cause: answer.error });
  if (answer.kind === 'rejected' && answer.missing) {
    throw new PluginFailed(`${answer.error.message} Check the number in the order.`, {
      code: missingCode,
      cause: answer.error,
    });
  }
  throw answer.error;
}

/**
 * Looks for a record that an earlier attempt may have created.
 *
 * @returns `undefined` if Zuora has no such record
 * @throws PluginOutcomeUnknown Zuora gave no usable answer
 */
export async function findRecord<Shape>(
  { context, session }: ZuoraCall,
  { doing, path, schema }: RecordToFind<Shape>,
): Promise<Shape | undefined> {
  const reply = await session.send({ method: 'GET', path, timeoutMs: context.options.timeoutMs });
  const answer = readReply(reply, schema, { doing, order: context.order, now: context.now(), isRead: true });
  if (answer.kind === 'accepted') return answer.value;
  if (answer.kind === 'rejected' && answer.missing) return undefined;
  throw new PluginOutcomeUnknown(`${answer.error.message} Look it up in Zuora.`, { cause: answer.error });
}

/**
 * Sends the new values of a record. Zuora accepts no idempotency key for PUT, because repeating it changes nothing
 * ("Developer Center", Idempotent requests).
 *
 * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown by Zuora's answer
 */
export async function putRecord({ context, session }: ZuoraCall, { doing, json, path }: RecordToPut): Promise<void> {
  const headers = { 'zuora-track-id': trackId(context.idempotencyKey) };
  const reply = await session.send({
    method: 'PUT',
    path,
    headers,
    ...(json && { json }),
    timeoutMs: context.options.timeoutMs,
  });
  const answer = readReply(reply, z.object({}), { doing, order: context.order, now: context.now() });
  if (answer.kind !== 'accepted') throw answer.error;
}

/**
 * Deletes a record. A record that is already gone counts as deleted.
 *
 * @throws PluginFailed Zuora refuses
 * @throws PluginTransient, PluginOutcomeUnknown by Zuora's answer
 */
export async function deleteRecord({ context, session }: ZuoraCall, path: string, doing: string): Promise<void> {
  const headers = { 'zuora-track-id': trackId(context.idempotencyKey) };
  const reply = await session.send({ method: 'DELETE', path, headers, timeoutMs: context.options.timeoutMs });
  const answer = readReply(reply, z.object({}), { doing, order: context.order, now: context.now() });
  if (answer.kind === 'accepted' || (answer.kind === 'rejected' && answer.missing)) return;
  throw answer.error;
}
