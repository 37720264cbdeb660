import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { evaluateText } from '../kit/evaluate-text.ts';
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
