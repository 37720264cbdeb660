import * as z from 'zod';
import { PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { roundMoney } from '../../../core/money.ts';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const documents = z
  .array(z.object({ amount: z.number() }))
  .nullish()
  .transform((found) => found ?? []);
const previewSchema = z.object({ previewResult: z.object({ invoices: documents, creditMemos: documents }) });

/**
 * Previews what an order would bill ("API Reference", Orders, Preview an order).
 *
 * A credit memo reduces the total, whatever its sign. The preview has no effect, so a lost or unreadable answer is
 * transient.
 *
 * @param json the order, without processing options
 * @param through the last day of the billing preview, `yyyy-mm-dd`
 * @returns the total, negative if the customer gets money back
 */
export async function previewOrder(call: ZuoraCall, json: JsonObject, through: string): Promise<number> {
  const { context, session } = call;
  const previewOptions = {
    previewTypes: ['BillingDocs'],
    previewThruType: 'SpecificDate',
    specificPreviewThruDate: through,
  };
  const request = {
    method: 'POST',
    path: '/v1/orders/preview',
    headers: { 'zuora-track-id': trackId(context.idempotencyKey) },
    json: { ...json, previewOptions },
    timeoutMs: context.options.timeoutMs,
  } as const;
  const reply = await session.send(request).catch((error: unknown) => {
    if (!(error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient('Zuora did not reply when asked to preview the order.', { cause: error });
  });
  const answer = readReply(reply, previewSchema, {
    doing: 'preview the order',
    order: context.order,
    now: context.now(),
  });
  if (answer.kind === 'unknown') throw new PluginTransient(answer.error.message, { cause: answer.error });
  if (answer.kind !== 'accepted') throw answer.error;
  const { creditMemos, invoices } = answer.value.previewResult;
  const billed = invoices.reduce((sum, { amount }) => sum + amount, 0);
  const credited = creditMemos.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
  // The amounts already have the digits of the account's currency, which a preview does not name.
  return roundMoney(billed - credited, undefined);
}
