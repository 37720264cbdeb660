import * as z from 'zod';
import {
  EFFECT_UNCONFIRMED,
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../../core/plugin/retry-after.ts';
import { maskPersonal } from '../../../core/redact/mask-personal.ts';
import { verdictOf } from './error-table.ts';

/** The meaning of an answer from Zuora. */
export type Answer<Accepted> =
  | { readonly kind: 'accepted'; readonly value: Accepted }
  /** Zuora processed the request and changed nothing. */
  | {
      readonly kind: 'rejected';
      readonly error: PluginDeclined | PluginFailed | PluginTransient;
      /** Whether Zuora has no such record. */
      readonly missing: boolean;
    }
  /** Zuora throttled the request without processing it. */
  | { readonly kind: 'busy'; readonly error: PluginTransient }
  | {
      readonly kind: 'unknown';
      readonly error: PluginOutcomeUnknown;
      /** Whether a gateway may have moved money, so that only a resumed order may ask again. */
      readonly isFinal: boolean;
    };

/** What a request asks for, for error messages. */
export interface RequestInfo {
  /** E.g. `create the order`. */
  readonly doing: string;
  /** Its personal data is masked in messages. */
  readonly order: JsonObject;
  readonly now: Date;
  /** Whether it is a GET, whose answer may lack `success`. @default false */
  readonly isRead?: boolean;
}

const succeeded = z.object({ success: z.literal(true) });
/** "Developer Center", Error handling: answers to GET generally have no `success`. */
const readSucceeded = z.object({ success: z.literal(true).nullish() });

const rejectionSchema = z.object({
  success: z.literal(false),
  processId: z.string().optional(),
  reasons: z.array(z.object({ code: z.coerce.string(), message: z.string().default('') })).min(1),
});

type Rejection = z.output<typeof rejectionSchema>;

const CONFLICT = 409;
const TIMED_OUT = 408;

/**
 * Reads an answer from Zuora.
 *
 * The reasons of a rejection count whatever the status: versions of the API before 2024-05-20 answer most rejections with a
 * 200, later ones with the status of the reason's category ("Developer Center", Error handling). Without reasons, 429 and 503
 * are transient, and 408, 409, other 5xx and unreadable answers leave the outcome unknown. A 409 means that Zuora is still
 * processing the first request with the key, unless it contains the answer to that request.
 *
 * @param schema the schema of an answer that is no rejection
 */
export function readReply<Accepted>(
  reply: HttpReply,
  schema: z.ZodType<Accepted>,
  request: RequestInfo,
): Answer<Accepted> {
  const { status } = reply;
  const successSchema = request.isRead ? readSucceeded : succeeded;
  const accepted = successSchema.safeParse(reply.body).success ? schema.safeParse(reply.body) : undefined;
  if ((status < 300 || status === CONFLICT) && accepted?.success) return { kind: 'accepted', value: accepted.data };
  const rejected = rejectionSchema.safeParse(reply.body);
  if (rejected.success) return readRejection(reply, rejected.data, request);

  const found = `Zuora returned status ${status} when asked to ${request.doing}`;
  if (isBusy(reply)) {
    return { kind: 'busy', error: new PluginTransient(`${found}.`, retryDelay(reply, request.now)) };
  }
  if (status === CONFLICT || status === TIMED_OUT || status < 400 || status >= 500) {
    return unknown(`${found}. Check in Zuora whether it happened.`);
  }
  const error = new PluginFailed(`${found}: no reason given`, { code: 'zuora_refused' });
  return { kind: 'rejected', error, missing: status === NOT_FOUND };
}

function readRejection<Accepted>(reply: HttpReply, rejection: Rejection, request: RequestInfo): Answer<Accepted> {
  const { status } = reply;
  const message = `Zuora refused to ${request.doing}: ${describe(rejection, request.order)}`;
  const verdict = verdictOf(rejection.reasons);
  switch (verdict.kind) {
    case 'gateway':
    case 'unknown':
      return unknown(message, verdict.kind === 'gateway');
    case 'declined': {
      const { code, publicMessage } = verdict.decline;
      return { kind: 'rejected', error: new PluginDeclined(code, publicMessage, { message }), missing: false };
    }
    case 'transient': {
      const error = new PluginTransient(message, retryDelay(reply, request.now, rejection));
      return isBusy(reply) ? { kind: 'busy', error } : { kind: 'rejected', error, missing: false };
    }
    default: {
      if (isBusy(reply)) return { kind: 'busy', error: new PluginTransient(message, retryDelay(reply, request.now)) };
      // Zuora answers such reasons with 4xx, so something else failed.
      if (status >= 500) return unknown(message);
      const isMissing = status === NOT_FOUND || (status < 300 && verdict.kind === 'missing');
      const error = new PluginFailed(message, { code: 'zuora_refused' });
      return { kind: 'rejected', error, missing: isMissing };
    }
  }
}

const NOT_FOUND = 404;
const TOO_MANY = 429;
/** Category of an exceeded request limit. */
const REQUEST_LIMIT = '70';

function unknown(message: string, isFinal = false): Answer<never> {
  const error = new PluginOutcomeUnknown(message, isFinal ? { code: EFFECT_UNCONFIRMED } : {});
  return { kind: 'unknown', error, isFinal };
}

/**
 * Zuora's rate limits name the seconds until the next window in `ratelimit-reset`, in every answer ("Developer Center", Rate
 * limits), so it counts only when nothing is left of this window. Versions before 2024-05-20 answer with a 200, so the category
 * counts as well as the status.
 */
function retryDelay(reply: HttpReply, now: Date, rejection?: Rejection): { readonly retryAfterSeconds?: number } {
  const { 'ratelimit-remaining': remaining, 'ratelimit-reset': reset = '' } = reply.headers;
  const isLimited =
    reply.status === TOO_MANY || rejection?.reasons.some(({ code }) => code.endsWith(REQUEST_LIMIT)) === true;
  const isSpent = remaining === undefined ? isLimited : Number(remaining) === 0;
  return {
    ...(isSpent && /^\d+$/.test(reset.trim()) && { retryAfterSeconds: Number(reset) }),
    ...retryAfter(reply, now),
  };
}

function describe({ processId, reasons }: Rejection, order: JsonObject): string {
  // A change of address contains personal data outside the parts that are always masked.
  const { address = null, billingDetails = null } = order;
  const personal = { ...order, billingDetails: { billingDetails, address } };
  const texts = reasons.map((reason) => `${reason.code} ${maskPersonal(reason.message, personal)}`);
  return `${texts.join('; ')}${processId === undefined ? '' : ` (process ${processId})`}`;
}
