import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PluginSecrets } from '../../core/plugin/plugin-context.ts';

/** How long a secret is kept in memory. A rotated secret is read again after that. */
const KEEP_MS = 5 * 60_000;

/** Returns the fields of a secret by its reference. */
export type ReadSecret = (reference: string) => Promise<Readonly<Record<string, string>>>;

/** Creates a reader of the tenant's secrets in Secrets Manager. It caches each secret for five minutes. */
export function createReadSecret(client: SecretsManagerClient, prefix: string): ReadSecret {
  const kept = new Map<string, { readonly until: number; readonly fields: Readonly<Record<string, string>> }>();
  return async (reference) => {
    const known = kept.get(reference);
    if (known !== undefined && known.until > Date.now()) return known.fields;
    const fields = await read(client, `${prefix}${reference}`);
    kept.set(reference, { until: Date.now() + KEEP_MS, fields });
    return fields;
  };
}

/**
 * Returns the secrets that one attempt may read: the declared ones.
 *
 * @param declared the references that the plugin declared for its options
 * @param onValue called with every value read, so that it can be redacted from what is stored
 */
export function attemptSecrets(
  readSecret: ReadSecret,
  declared: readonly string[],
  onValue: (value: string) => void,
): PluginSecrets {
  return {
    async get(reference) {
      if (!declared.includes(reference)) {
        throw new PluginFailed(
          `The plugin has not declared the secret "${reference}". Return it from the plugin's secrets().`,
          {
            code: 'secret_not_declared',
          },
        );
      }
      const fields = await readSecret(reference);
      for (const [field, value] of Object.entries(fields)) if (!/url$/i.test(field)) onValue(value);
      return fields;
    },
  };
}

async function read(client: SecretsManagerClient, name: string): Promise<Readonly<Record<string, string>>> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    if (SecretString !== undefined) return fieldsOf(SecretString);
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) {
      throw new PluginFailed(`Expected a secret named "${name}" in Secrets Manager, found none: create it.`, {
        code: 'secret_missing',
        cause,
      });
    }
    if (isDenied(cause)) {
      throw new PluginTransient(
        `Expected a secret named "${name}" that this function may read, found access denied: create it, or let the function's role use its key.`,
        { code: 'secret_missing', cause },
      );
    }
    throw new PluginTransient(`The secret "${name}" could not be read.`, { code: 'secret_unreadable', cause });
  }
  throw new PluginFailed(`Expected the secret "${name}" to hold text, found a binary one: store it as JSON text.`, {
    code: 'secret_not_text',
  });
}

/**
 * Returns whether access was denied. IAM also denies access to a secret that does not exist, and a permission takes effect
 * only after a while, so that a retry may help.
 */
function isDenied(cause: unknown): boolean {
  return cause instanceof SecretsManagerServiceException && cause.name === 'AccessDeniedException';
}

function fieldsOf(text: string): Readonly<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed))
      return Object.fromEntries(Object.entries(parsed).map(([field, value]) => [field, textOf(value)]));
  } catch {
    // Not JSON: the whole text is the value.
  }
  return { value: text };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
