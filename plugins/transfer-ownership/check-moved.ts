import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { maskPersonal } from '../kit/mask-personal.ts';

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
