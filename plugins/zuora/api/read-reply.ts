import * as z from 'zod';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { HttpReply } from '../../../core/plugin/plugin-http.ts';
import { isBusy, retryAfter } from '../../../core/plugin/retry-after.ts';
import { maskPersonal } from '../../kit/mask-personal.ts';

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
  | { readonly kind: 'unknown'; readonly error: PluginOutcomeUnknown };

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

/**
 * Reads an answer from Zuora.
 *
 * A 200 can be a rejection with `success: false` ("Developer Center", Error handling); the last two digits of a reason's
 * code are its category ("Developer Center", Error codes). Busy (429, 503) is transient. A 409 means that Zuora is still
 * processing the first request with the key. That, other 5xx and unreadable answers leave the outcome unknown.
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
  if (status < 300 && accepted?.success) return { kind: 'accepted', value: accepted.data };
  const rejected = rejectionSchema.safeParse(reply.body);
  if (status < 300 && rejected.success) return readRejection(rejected.data, request);

  const found = `Zuora returned status ${status} when asked to ${request.doing}`;
  if (isBusy(reply)) {
    return { kind: 'busy', error: new PluginTransient(`${found}.`, retryAfter(reply, request.now)) };
  }
  if (status === 409 || status < 400 || status >= 500) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(`${found}. Check in Zuora whether it happened.`) };
  }
  const detail = rejected.success ? describe(rejected.data, request.order) : 'no reason given';
  const error = new PluginFailed(`${found}: ${detail}`, { code: 'zuora_refused' });
  return { kind: 'rejected', error, missing: status === 404 };
}

function readRejection<Accepted>(rejection: Rejection, { doing, order }: RequestInfo): Answer<Accepted> {
  const message = `Zuora refused to ${doing}: ${describe(rejection, order)}`;
  const { reasons } = rejection;
  const declined = PAYMENT_DECLINED.find(({ pattern }) => reasons.some((reason) => pattern.test(reason.message)));
  if (declined !== undefined) {
    const error = new PluginDeclined(declined.code, declined.publicMessage, { message });
    return { kind: 'rejected', error, missing: false };
  }
  const categories = reasons.map((reason) => reason.code.slice(-2));
  if (categories.some((category) => UNKNOWN_CATEGORIES.includes(category))) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(message) };
  }
  if (categories.some((category) => TRANSIENT_CATEGORIES.includes(category))) {
    return { kind: 'rejected', error: new PluginTransient(message), missing: false };
  }
  const error = new PluginFailed(message, { code: 'zuora_refused' });
  return { kind: 'rejected', error, missing: categories.includes(MISSING_CATEGORY) };
}

function describe({ processId, reasons }: Rejection, order: JsonObject): string {
  // A change of address contains personal data outside the parts that are always masked.
  const { address = null, billingDetails = null } = order;
  const personal = { ...order, billingDetails: { billingDetails, address } };
  const texts = reasons.map((reason) => `${reason.code} ${maskPersonal(reason.message, personal)}`);
  return `${texts.join('; ')}${processId === undefined ? '' : ` (process ${processId})`}`;
}

/** A declined payment, recognised by the gateway's message that Zuora passes on. */
interface DeclinedPayment {
  readonly pattern: RegExp;
  /** Machine-readable reason for the customer. */
  readonly code: string;
  readonly publicMessage: string;
}

/**
 * Zuora has no codes for these. It passes on the gateway's code and message ("Knowledge Center", How do I find out why a
 * payment or refund transaction failed?).
 */
const PAYMENT_DECLINED: readonly DeclinedPayment[] = [
  {
    pattern: /insufficient[\s_]funds/i,
    code: 'insufficient_funds',
    publicMessage: 'The payment was declined for lack of funds. Please use another payment method.',
  },
  {
    pattern: /expired[\s_]card|card (has )?expired/i,
    code: 'card_expired',
    publicMessage: 'The card has expired. Please use another payment method.',
  },
  {
    pattern: /declined|do[\s_]not[\s_]honou?r|payment .*(failed|refused|rejected)/i,
    code: 'card_declined',
    publicMessage: 'The payment was declined. Please use another payment method or contact your bank.',
  },
];

/** Transient error categories: lock contention, temporary error, too many requests ("Developer Center", Error codes). */
const TRANSIENT_CATEGORIES: readonly string[] = ['50', '61', '70'];

/** Error categories that leave the outcome unknown: internal error. */
const UNKNOWN_CATEGORIES: readonly string[] = ['60'];

/** Error category of a record that does not exist. */
const MISSING_CATEGORY = '40';
