import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

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
