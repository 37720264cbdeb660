import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { ownerOf } from '../../core/order/order-receiver.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { maskPersonal } from '../../core/redact/mask-personal.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
import type { TransferOptions } from './options.ts';

/** A move of objects from one owner to another. */
export interface Transfer {
  readonly sourceId: string;
  readonly destinationId: string;
}

/**
 * Returns the transfer that an order needs; `undefined` if its owner has no match, or is the match.
 *
 * @throws PluginFailed `owner_unknown`
 */
export async function transferOf(context: PluginContext<TransferOptions>): Promise<Transfer | undefined> {
  const { log, options } = context;
  const destinationId = await evaluateText(options.destinationId, context);
  if (destinationId === undefined) {
    log.info('The owner has no match');
    return undefined;
  }
  const sourceId =
    options.sourceId === undefined ? ownerOf(context.order) : await evaluateText(options.sourceId, context);
  if (sourceId === undefined) {
    throw new PluginFailed(
      `Expected ${options.sourceId ?? 'the owner of the order'}, found none. Send the owner, or set the option sourceId.`,
      { code: 'owner_unknown' },
    );
  }
  return sourceId === destinationId ? undefined : { sourceId, destinationId };
}

/**
 * Checks that the endpoint's reply does not contain `success: false`.
 *
 * @param order its personal data is masked in the message
 * @throws PluginFailed `transfer_refused`
 */
export function checkTransferred(reply: JsonValue, order: JsonObject): void {
  if (!isJsonObject(reply) || reply.success !== false) return;
  const reason = maskPersonal(JSON.stringify(reply.result ?? reply.message ?? 'nothing'), order);
  throw new PluginFailed(`The endpoint did not move the objects. Its reply contains success: false, ${reason}`, {
    code: 'transfer_refused',
  });
}
