import type * as z from 'zod';
import { PluginOutcomeUnknown } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import type { ZuoraOptions } from '../options.ts';
import { type Answer, readReply } from './read-reply.ts';
import { attemptKey, trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

/** Something to create once. */
export interface RecordToPost<Created> {
  readonly path: string;
  readonly json: JsonObject;
  readonly schema: z.ZodType<Created>;
  /** E.g. `create the order`. */
  readonly doing: string;
  /** Whether the request gives the record its number, which Zuora refuses to give a second one. */
  readonly hasOwnNumber: boolean;
  /** Looks for what an earlier request of the step created; undefined when there is nothing. */
  find(): Promise<Created | undefined>;
}

const KEY_OF_ANOTHER_REQUEST = 422;
const STILL_AT_WORK = 409;

/**
 * Creates something once, however often it is run.
 *
 * Zuora keeps the answer to an idempotency key for 24 hours, a refusal too ("Developer Center", Idempotent requests). A
 * repeat therefore starts with the first key: what was made is answered from there. Only when the kept answer is a
 * refusal does a later attempt go on to a key of its own. Where Zuora does not say, or forgot the key, `find` settles
 * whether it is there.
 *
 * A key that Zuora kept for another request says that an earlier attempt asked for something else, which may still be at
 * work; so does an answer that leaves the outcome open. A record with a number of its own is safe to ask for under a new
 * key; any other waits until it is found, or until Zuora forgets the key.
 *
 * @throws PluginOutcomeUnknown Zuora does not say, or it keeps the key for another request and the record has no number
 * of its own
 */
export async function postOnce<Created>(call: ZuoraCall, record: RecordToPost<Created>): Promise<Created> {
  const { context, session } = call;
  const { idempotencyKey, log, options } = context;
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
    const asked = { doing: record.doing, order: context.order, now: context.now() };
    const answer = readReply(reply, record.schema, asked);
    if (answer.kind === 'accepted') return answer.value;
    if (answer.kind === 'busy') throw answer.error;
    const existing = await record.find().catch((error: unknown) => {
      // A lookup that fails must not make an unknown outcome look like one that can be tried again.
      throw answer.kind === 'unknown' ? answer.error : error;
    });
    if (existing !== undefined) {
      log.warn('Zuora holds it already', { doing: record.doing, answer: answer.kind });
      return existing;
    }
    if (reply.status === KEY_OF_ANOTHER_REQUEST && !record.hasOwnNumber)
      throw keptForAnother(record.doing, answer.error);
    // Whoever answered may have given up on a request that is still at work: a second one would do it twice.
    if (answer.kind === 'unknown' && !record.hasOwnNumber) throw answer.error;
    if (reply.status === STILL_AT_WORK || attempt >= lastAttempt(context, answer, reply.status)) throw answer.error;
    log.info('The answer kept for an earlier attempt is a refusal; trying with a new key', { attempt });
  }
}

function keptForAnother(doing: string, cause: Error): PluginOutcomeUnknown {
  return new PluginOutcomeUnknown(
    `Expected Zuora to ${doing}, found that the idempotency key is kept for another request of the step. Look in Zuora what became of that; after 24 hours the step may run again.`,
    { cause },
  );
}

/**
 * A business answer stands for the whole run: only a resumed order asks the partner again. A key that was used for another
 * request says nothing of this one.
 */
function lastAttempt(
  { attempt, run }: PluginContext<ZuoraOptions>,
  { error }: Exclude<Answer<unknown>, { kind: 'accepted' }>,
  status: number,
): number {
  if (status === KEY_OF_ANOTHER_REQUEST) return attempt;
  return error.name === 'PluginDeclined' || error.name === 'PluginFailed' ? run : attempt;
}
