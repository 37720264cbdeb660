import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
import { maskPersonal } from '../kit/mask-personal.ts';
import type { TransferOptions } from './options.ts';

/** From whom to whom objects are moved. */
export interface Transfer {
  readonly sourceId: string;
  readonly destinationId: string;
}

/**
 * The transfer that an order asks for; undefined when nobody matches its owner, or the owner matches themselves.
 *
 * @throws PluginFailed `owner_unknown`
 */
export async function transferOf(context: PluginContext<TransferOptions>): Promise<Transfer | undefined> {
  const { log, options } = context;
  const destinationId = await evaluateText(options.destinationId, context);
  if (destinationId === undefined) {
    log.info('Nobody matches the owner');
    return undefined;
  }
  const sourceId = await evaluateText(options.sourceId, context);
  if (sourceId === undefined) {
    throw new PluginFailed(
      `Expected ${options.sourceId} to give the owner of the order, found none. Send the owner, or set the option sourceId.`,
      { code: 'owner_unknown' },
    );
  }
  return sourceId === destinationId ? undefined : { sourceId, destinationId };
}

/**
 * Checks that an answer of the endpoint, or the one that it kept, does not say `success: false`.
 *
 * @param order what it says of people is left out of the message
 * @throws PluginFailed `transfer_refused`
 */
export function checkMoved(answer: JsonValue, order: JsonObject): void {
  if (!isJsonObject(answer) || answer.success !== false) return;
  const said = maskPersonal(JSON.stringify(answer.result ?? answer.message ?? 'nothing'), order);
  throw new PluginFailed(`Expected the objects to be moved, found success false: ${said}`, {
    code: 'transfer_refused',
  });
}
