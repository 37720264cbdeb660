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

/** What an answer of Zuora means. */
export type Answer<Accepted> =
  | { readonly kind: 'accepted'; readonly value: Accepted }
  /** Zuora answered, and changed nothing. */
  | {
      readonly kind: 'refused';
      readonly error: PluginDeclined | PluginFailed | PluginTransient;
      /** Whether Zuora says that it does not hold what was named. */
      readonly missing: boolean;
    }
  /** The request was turned away before it was looked at. */
  | { readonly kind: 'busy'; readonly error: PluginTransient }
  | { readonly kind: 'unknown'; readonly error: PluginOutcomeUnknown };

/** What was asked, for the messages of its errors. */
export interface Asked {
  /** E.g. `create the order`. */
  readonly doing: string;
  /** Its values are kept out of the messages. */
  readonly order: JsonObject;
  readonly now: Date;
}

const succeeded = z.object({ success: z.literal(true) });

const refusedSchema = z.object({
  success: z.literal(false),
  processId: z.string().optional(),
  reasons: z.array(z.object({ code: z.coerce.string(), message: z.string().default('') })).min(1),
});

type Refusal = z.output<typeof refusedSchema>;

/**
 * Reads an answer of Zuora.
 *
 * A 200 can be a refusal: `success` says so ("Developer Center", Error handling), and the last two digits of a reason's
 * code say of which category ("Developer Center", Error codes). Busy (429, 503) is transient. A 409 says that the first
 * request with the key is still at work; that, other 5xx and unreadable answers leave the outcome unknown.
 *
 * @param schema what is needed of an answer with `success: true`
 */
export function readReply<Accepted>(reply: HttpReply, schema: z.ZodType<Accepted>, asked: Asked): Answer<Accepted> {
  const { status } = reply;
  const accepted = succeeded.safeParse(reply.body).success ? schema.safeParse(reply.body) : undefined;
  if (status < 300 && accepted?.success) return { kind: 'accepted', value: accepted.data };
  const refused = refusedSchema.safeParse(reply.body);
  if (status < 300 && refused.success) return readRefusal(refused.data, asked);

  const found = `Expected Zuora to ${asked.doing}, found status ${status}`;
  if (isBusy(reply)) {
    return { kind: 'busy', error: new PluginTransient(`${found}.`, retryAfter(reply, asked.now)) };
  }
  if (status === 409 || status < 400 || status >= 500) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(`${found}. Look in Zuora whether it happened.`) };
  }
  const detail = refused.success ? describe(refused.data, asked.order) : 'no reason given';
  const error = new PluginFailed(`${found}: ${detail}`, { code: 'zuora_refused' });
  return { kind: 'refused', error, missing: status === 404 };
}

function readRefusal<Accepted>(refusal: Refusal, { doing, order }: Asked): Answer<Accepted> {
  const message = `Zuora refused to ${doing}: ${describe(refusal, order)}`;
  const { reasons } = refusal;
  const declined = PAYMENT_DECLINED.find(({ pattern }) => reasons.some((reason) => pattern.test(reason.message)));
  if (declined !== undefined) {
    const error = new PluginDeclined(declined.code, declined.publicMessage, { message });
    return { kind: 'refused', error, missing: false };
  }
  const categories = reasons.map((reason) => reason.code.slice(-2));
  if (categories.some((category) => UNCERTAIN_CATEGORIES.includes(category))) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(message) };
  }
  if (categories.some((category) => PASSING_CATEGORIES.includes(category))) {
    return { kind: 'refused', error: new PluginTransient(message), missing: false };
  }
  const error = new PluginFailed(message, { code: 'zuora_refused' });
  return { kind: 'refused', error, missing: categories.includes(MISSING_CATEGORY) };
}

function describe({ processId, reasons }: Refusal, order: JsonObject): string {
  // A change of address says where somebody lives outside the parts that are masked in every order.
  const { address = null, billingDetails = null } = order;
  const personal = { ...order, billingDetails: { billingDetails, address } };
  const texts = reasons.map((reason) => `${reason.code} ${maskPersonal(reason.message, personal)}`);
  return `${texts.join('; ')}${processId === undefined ? '' : ` (process ${processId})`}`;
}

/** A refused payment, recognised by the gateway's words that Zuora passes on in a reason's message. */
interface DeclinedPayment {
  readonly pattern: RegExp;
  /** Machine-readable reason for the customer. */
  readonly code: string;
  readonly publicMessage: string;
}

/**
 * Zuora publishes no code for these: it passes the gateway's code and message on ("Knowledge Center", How do I find out why
 * a payment or refund transaction failed?).
 */
export const PAYMENT_DECLINED: readonly DeclinedPayment[] = [
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

/** Error categories that may pass: lock contention, temporary error, too many requests ("Developer Center", Error codes). */
export const PASSING_CATEGORIES: readonly string[] = ['50', '61', '70'];

/** Error categories that do not say whether the order was made: internal error. */
export const UNCERTAIN_CATEGORIES: readonly string[] = ['60'];

/** Error category of something that Zuora does not hold. */
export const MISSING_CATEGORY = '40';
