import * as z from 'zod';
import { type InputProblem, pathText } from '../input-problems.ts';
import { isJsonObject, type JsonValue } from '../json.ts';
import { checkSecrets } from './check-secrets.ts';

const draftSchema = z.object({ webhooks: z.array(z.json().catch(null)).catch([]) }).catch({ webhooks: [] });

/** Checks of the webhooks what their schema cannot see: names that come twice, and secrets in clear. */
export function checkWebhooks(raw: unknown): readonly InputProblem[] {
  const { webhooks } = draftSchema.parse(raw);
  const names = webhooks.map((webhook) => textOf(webhook, 'name').toLowerCase());
  return webhooks.flatMap((webhook, index) => [
    ...checkName(names, index),
    ...checkSecrets(webhook, ['webhooks', index], [textOf(webhook, 'signingSecret'), textOf(webhook, 'basicAuth')]),
  ]);
}

// Names that differ in case only would be one rule on some systems and two on others.
function checkName(names: readonly string[], index: number): readonly InputProblem[] {
  const name = names[index] ?? '';
  return name === '' || names.indexOf(name) === index
    ? []
    : [
        {
          path: pathText(['webhooks', index, 'name']),
          message: `Expected a name of its own, found "${name}" again, upper and lower case being the same.`,
        },
      ];
}

function textOf(webhook: JsonValue, field: string): string {
  const value = isJsonObject(webhook) ? webhook[field] : undefined;
  return typeof value === 'string' ? value : '';
}
