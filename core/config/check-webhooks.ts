import { type InputProblem, pathText } from '../input-problems.ts';
import type { JsonObject } from '../json.ts';
import { checkSecrets } from './check-secrets.ts';
import type { TenantDraft } from './tenant-draft.ts';

/** Checks what the schema of a webhook cannot: that names are unique, and that no secret is in plain text. */
export function checkWebhooks({ webhooks }: TenantDraft): readonly InputProblem[] {
  const names = webhooks.map(({ name = '' }) => name.toLowerCase());
  return webhooks.flatMap((webhook, index) => {
    const { name = '', signingSecret = '', basicAuth = '' } = webhook;
    return [
      ...(names.indexOf(name.toLowerCase()) < index ? repeatedName(name, index) : []),
      ...checkSecrets(webhook as JsonObject, ['webhooks', index], [signingSecret, basicAuth]),
    ];
  });
}

// Some systems treat names that differ only in case as the same.
function repeatedName(name: string, index: number): readonly InputProblem[] {
  return name === ''
    ? []
    : [
        {
          path: pathText(['webhooks', index, 'name']),
          message: `Expected a unique name (ignoring case), found "${name}" again: rename one of them.`,
        },
      ];
}
