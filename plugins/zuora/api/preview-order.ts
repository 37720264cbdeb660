import * as z from 'zod';
import { PluginTransient } from '../../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { roundMoney } from '../../../core/money.ts';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { readReply } from './read-reply.ts';
import { trackId } from './request-names.ts';
import type { ZuoraCall } from './zuora-call.ts';

const documents = z
  .array(z.object({ amount: z.number() }))
  .nullish()
  .transform((found) => found ?? []);
const previewSchema = z.object({ previewResult: z.object({ invoices: documents, creditMemos: documents }) });

/** What an order would bill and credit, taxes included. Neither is below zero. */
export interface PreviewedAmounts {
  readonly billed: number;
  readonly credited: number;
}

/**
 * Previews what an order would bill ("API Reference", Orders, Preview an order).
 *
 * The preview has no effect, so a lost or unreadable answer is transient.
 *
 * @param json the body of "Create an order"
 * @param through the last day of the billing preview, `yyyy-mm-dd`
 */
export async function previewOrder(call: ZuoraCall, json: JsonObject, through: string): Promise<PreviewedAmounts> {
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
    json: { ...previewable(json), previewOptions },
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
  const invoiced = sumOf(invoices.map(({ amount }) => amount));
  // A credit memo reduces what the customer owes, whatever its sign. Without credit memos, an invoice can be below zero.
  const credited = sumOf([...creditMemos.map(({ amount }) => Math.abs(amount)), Math.max(0, -invoiced)]);
  return { billed: Math.max(0, invoiced), credited };
}

/** The amounts already have the digits of the account's currency, which a preview does not name. */
function sumOf(amounts: readonly number[]): number {
  return roundMoney(
    amounts.reduce((sum, amount) => sum + amount, 0),
    undefined,
  );
}

/**
 * Returns the body of a preview for that of an order. It takes no processing options, and for a new account only what decides
 * about currency and taxes ("API Reference", Preview an order, `previewAccountInfo`).
 */
function previewable({ newAccount, processingOptions: _options, ...order }: JsonObject): JsonObject {
  if (newAccount === undefined || !isJsonObject(newAccount)) return order;
  const { billCycleDay = 0, billToContact, currency = null, soldToContact = billToContact, taxInfo } = newAccount;
  const contact = soldToContact !== undefined && isJsonObject(soldToContact) ? addressOf(soldToContact) : undefined;
  return { ...order, previewAccountInfo: definedFields({ billCycleDay, currency, taxInfo, soldToContact: contact }) };
}

function addressOf({ address1, address2, city, country, county, postalCode, state }: JsonObject): JsonObject {
  return definedFields({ address1, address2, city, country, county, postalCode, state });
}
