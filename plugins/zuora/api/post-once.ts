import type * as z from 'zod';
import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { type Answer, readReply } from './read-reply.ts';
import { attemptKey, trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** A record to create once. */
export interface RecordToPost<Created> {
  readonly path: string;
  readonly json: JsonObject;
  readonly schema: z.ZodType<Created>;
  /** What the request asks for, for messages, e.g. `create the order`. */
  readonly doing: string;
  /** Whether the request sets the record's number, so that Zuora rejects a second record with the same number. */
  readonly hasOwnNumber: boolean;
  /** Looks for the record of an earlier request of the step; `undefined` if there is none. */
  find(): Promise<Created | undefined>;
}

const KEY_OF_ANOTHER_REQUEST = 422;
const STILL_PROCESSING = 409;

/**
 * Creates a record once, no matter how often it runs.
 *
 * Zuora stores the answer to an idempotency key for 24 hours, even a rejection ("Developer Center", Idempotent requests).
 * A repeat therefore starts with the first key, whose answer contains the record if an earlier attempt created it. Only if
 * the stored answer is a rejection does a later attempt continue with a key of its own. If the answer is inconclusive, `find`
 * decides, and also before the first request if Zuora may have forgotten the keys of earlier attempts.
 *
 * If Zuora has stored the key for another request, an earlier attempt asked for something else, which Zuora may still be
 * processing. An unknown outcome has the same consequence: a record that has its own number is safe to request with a new
 * key, and any other has to wait until it is found or until the key expires.
 *
 * @throws PluginOutcomeUnknown the answer is inconclusive, or Zuora stored the key for another request and the record has no
 *   number of its own
 */
export async function postOnce<Created>(call: ZuoraCall, record: RecordToPost<Created>): Promise<Created> {
  const { context, session } = call;
  const { idempotencyKey, log, options } = context;
  const earlier = context.keyMayBeForgotten ? await record.find() : undefined;
  if (earlier !== undefined) {
    log.warn('The record already exists in Zuora', { doing: record.doing });
    return earlier;
  }
  for (let attempt = 1; ; attempt += 1) {
    const reply = await session.send({
      method: 'POST',
      path: record.path,
      headers: {
        'idempotency-key': attemptKey(idempotencyKey, attempt),
        'zuora-track-id': trackId(idempotencyKey),
      },
      json: record.json,
      timeoutMs: options.timeoutMs,
    });
    const request = { doing: record.doing, order: context.order, now: context.now() };
    const answer = readReply(reply, record.schema, request);
    if (answer.kind === 'accepted') return answer.value;
    if (answer.kind === 'busy') {
      // Zuora stores a 429 or 503 under the key as well, and then repeats it for 24 hours.
      if (!record.hasOwnNumber || context.attempt === 1 || attempt > 1) throw answer.error;
      attempt = context.attempt - 1;
      continue;
    }
    const existing = await record.find().catch((error: unknown) => {
      // A failed lookup must not make an unknown outcome look safe to repeat.
      throw answer.kind === 'unknown' ? answer.error : error;
    });
    if (existing !== undefined) {
      log.warn('The record already exists in Zuora', { doing: record.doing, answer: answer.kind });
      return existing;
    }
    if (reply.status === KEY_OF_ANOTHER_REQUEST && !record.hasOwnNumber) throw keyTaken(record.doing, answer.error);
    // Zuora may still be processing the request, so a second one could have the effect twice.
    if (answer.kind === 'unknown' && !record.hasOwnNumber) throw answer.error;
    const isProcessing = answer.kind === 'unknown' && reply.status === STILL_PROCESSING;
    if (isProcessing || attempt >= lastAttempt(call, answer, reply.status)) throw answer.error;
    log.info('Zuora rejected an earlier attempt; trying again with a new key', { attempt });
  }
}

function keyTaken(doing: string, cause: Error): PluginOutcomeUnknown {
  return new PluginOutcomeUnknown(
    `Zuora did not ${doing}, because another request of the step used the same idempotency key. Check in Zuora whether that request took effect. The step can run again after 24 hours.`,
    { cause },
  );
}

/**
 * A decline or failure is final for the run: only a resumed order asks Zuora again. So is an unknown outcome at a payment
 * gateway, because a new key could charge or refund twice; an undo, which is never resumed, keeps its first key. The answer to
 * another request with the same key says nothing
 * about this one.
 */
function lastAttempt(
  { context: { attempt, run }, isUndo }: ZuoraCall,
  answer: Exclude<Answer<unknown>, { kind: 'accepted' }>,
  status: number,
): number {
  if (status === KEY_OF_ANOTHER_REQUEST) return attempt;
  if (answer.kind === 'unknown' && answer.isFinal) return isUndo ? 1 : run;
  const { error } = answer;
  return error.name === 'PluginDeclined' || error.name === 'PluginFailed' ? run : attempt;
}
