import { type JsonObject, textOf } from '../json.ts';
import { redactText } from '../redact/redact-text.ts';

/** Returns the id of an order in its channel's system, without personal data: some channels send an e-mail address. */
export function externalIdOf(payload: JsonObject): string | null {
  const id = textOf(payload.external_id);
  return id === undefined ? null : redactText(id, []);
}
