import * as z from 'zod';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { maskPersonal } from '../../core/partner/mask-personal.ts';
import { isBusy, retryAfter } from '../../core/partner/retry-after.ts';
import type { HttpReply } from '../../core/plugin/plugin-http.ts';
import { PASSING_CATEGORIES, PAYMENT_DECLINED, UNCERTAIN_CATEGORIES } from './refusal-reasons.ts';

/** What Zuora's answer to an order means. */
export type OrderAnswer =
  | { readonly kind: 'accepted'; readonly order: CreatedOrder }
  /** Zuora answered, and rolled the order back. */
  | { readonly kind: 'refused'; readonly error: PluginDeclined | PluginFailed | PluginTransient }
  /** The request was turned away before it was looked at. */
  | { readonly kind: 'busy'; readonly error: PluginTransient }
  | { readonly kind: 'unknown'; readonly error: PluginOutcomeUnknown };

const subscriptions = z.array(z.object({ subscriptionNumber: z.string() }));

// Versions 223.0 and later of the API answer `subscriptions`, earlier ones `subscriptionNumbers`.
const acceptedSchema = z
  .object({
    success: z.literal(true),
    orderNumber: z.string().min(1),
    accountNumber: z.string().min(1),
    status: z.string().default('Completed'),
    subscriptions: subscriptions.optional(),
    subscriptionNumbers: z.array(z.string()).optional(),
  })
  .transform(({ accountNumber, orderNumber, status, ...rest }) => ({
    accountNumber,
    orderNumber,
    status,
    subscriptionNumbers:
      rest.subscriptions?.map((subscription) => subscription.subscriptionNumber) ?? rest.subscriptionNumbers ?? [],
  }));

const refusedSchema = z.object({
  success: z.literal(false),
  processId: z.string().optional(),
  reasons: z.array(z.object({ code: z.coerce.string(), message: z.string().default('') })).min(1),
});

/** An order as Zuora holds it. */
export type CreatedOrder = z.output<typeof acceptedSchema>;

type Refusal = z.output<typeof refusedSchema>;

/**
 * Reads Zuora's answer to "Create an order".
 *
 * A 200 can be a refusal: `success` says so ("Developer Center", Error handling), and the last two digits of a reason's
 * code say of which category ("Developer Center", Error codes). Busy (429, 503) is transient. A 409 says that the first
 * request with the key is still at work; that, other 5xx and unreadable answers leave the outcome unknown.
 *
 * @param order whose values are kept out of the message
 */
export function readOrderReply(reply: HttpReply, order: JsonObject, now: Date): OrderAnswer {
  const accepted = acceptedSchema.safeParse(reply.body);
  if (reply.status < 300 && accepted.success) return { kind: 'accepted', order: accepted.data };
  const refused = refusedSchema.safeParse(reply.body);
  if (reply.status < 300 && refused.success) return readRefusal(refused.data, order);

  const found = `Expected Zuora to create the order, found status ${reply.status}`;
  if (isBusy(reply)) {
    return { kind: 'busy', error: new PluginTransient(`${found}.`, retryAfter(reply, now)) };
  }
  if (reply.status === 409 || reply.status < 400 || reply.status >= 500) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(`${found}. Look in Zuora whether the order is there.`) };
  }
  const detail = refused.success ? describe(refused.data, order) : 'no reason given';
  return { kind: 'refused', error: new PluginFailed(`${found}: ${detail}`, { code: 'zuora_refused' }) };
}

function readRefusal(refusal: Refusal, order: JsonObject): OrderAnswer {
  const message = `Zuora refused the order: ${describe(refusal, order)}`;
  const { reasons } = refusal;
  const declined = PAYMENT_DECLINED.find(({ pattern }) => reasons.some((reason) => pattern.test(reason.message)));
  if (declined !== undefined) {
    return { kind: 'refused', error: new PluginDeclined(declined.code, declined.publicMessage, { message }) };
  }
  const categories = reasons.map((reason) => reason.code.slice(-2));
  if (categories.some((category) => UNCERTAIN_CATEGORIES.includes(category))) {
    return { kind: 'unknown', error: new PluginOutcomeUnknown(message) };
  }
  if (categories.some((category) => PASSING_CATEGORIES.includes(category))) {
    return { kind: 'refused', error: new PluginTransient(message) };
  }
  return { kind: 'refused', error: new PluginFailed(message, { code: 'zuora_refused' }) };
}

function describe({ processId, reasons }: Refusal, order: JsonObject): string {
  const texts = reasons.map((reason) => `${reason.code} ${maskPersonal(reason.message, order)}`);
  return `${texts.join('; ')}${processId === undefined ? '' : ` (process ${processId})`}`;
}
