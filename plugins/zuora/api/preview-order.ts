import * as z from 'zod';
import { PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { roundMoney } from '../../../core/money.ts';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const documents = z.array(z.object({ amount: z.number() })).default([]);
const previewSchema = z.object({ previewResult: z.object({ invoices: documents, creditMemos: documents }) });

/**
 * What an order would come to: below zero when the customer gets money back ("API Reference", Orders, Preview an order).
 *
 * A credit memo counts against the customer's bill whichever sign it comes with. The preview changes nothing, so an
 * answer that is lost or unreadable is transient.
 *
 * @param json the order, without processing options
 * @param through the day up to which billing is looked at, `yyyy-mm-dd`
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
    throw new PluginTransient('Expected Zuora to preview the order, found no reply.', { cause: error });
  });
  const asked = { doing: 'preview the order', order: context.order, now: context.now() };
  const answer = readReply(reply, previewSchema, asked);
  if (answer.kind === 'unknown') throw new PluginTransient(answer.error.message, { cause: answer.error });
  if (answer.kind !== 'accepted') throw answer.error;
  const { creditMemos, invoices } = answer.value.previewResult;
  const billed = invoices.reduce((sum, { amount }) => sum + amount, 0);
  const credited = creditMemos.reduce((sum, { amount }) => sum + Math.abs(amount), 0);
  // Every amount is already in the digits of the account's currency, which a preview does not name.
  return roundMoney(billed - credited, undefined);
}
