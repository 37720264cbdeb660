import * as z from 'zod';
import { PluginFailed, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** Something to read. */
export interface RecordToRead<Shape> {
  readonly path: string;
  readonly schema: z.ZodType<Shape>;
  /** E.g. `read subscription 9HV3P0LD46NC`. */
  readonly doing: string;
  /** Code of the failure when Zuora does not hold it, e.g. `subscription_not_found`. */
  readonly missingCode: string;
}

/**
 * Reads something that has to be there.
 *
 * @throws PluginFailed Zuora does not hold it, or refuses to show it
 * @throws PluginTransient Zuora is busy or does not answer properly; reading again changes nothing
 */
export async function readRecord<Shape>(
  { context, session }: ZuoraCall,
  { doing, missingCode, path, schema }: RecordToRead<Shape>,
): Promise<Shape> {
  const headers = { 'zuora-track-id': trackId(context.idempotencyKey) };
  const reply = await session.send({ method: 'GET', path, headers, timeoutMs: context.options.timeoutMs });
  const answer = readReply(reply, schema, { doing, order: context.order, now: context.now() });
  if (answer.kind === 'accepted') return answer.value;
  if (answer.kind === 'unknown') throw new PluginTransient(answer.error.message, { cause: answer.error });
  if (answer.kind === 'refused' && answer.missing) {
    throw new PluginFailed(`${answer.error.message} Check the number in the order.`, {
      code: missingCode,
      cause: answer.error,
    });
  }
  throw answer.error;
}

/** A change that may be sent again and again. */
export interface RecordToPut {
  readonly path: string;
  readonly json: JsonObject;
  /** E.g. `update account A00000042`. */
  readonly doing: string;
}

/**
 * Sends a change that says how something is to be, without an idempotency key: Zuora takes none with PUT, as repeating it
 * changes nothing ("Developer Center", Idempotent requests).
 *
 * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown as Zuora's answer is read
 */
export async function putRecord({ context, session }: ZuoraCall, { doing, json, path }: RecordToPut): Promise<void> {
  const headers = { 'zuora-track-id': trackId(context.idempotencyKey) };
  const reply = await session.send({ method: 'PUT', path, headers, json, timeoutMs: context.options.timeoutMs });
  const answer = readReply(reply, z.object({}), { doing, order: context.order, now: context.now() });
  if (answer.kind !== 'accepted') throw answer.error;
}
