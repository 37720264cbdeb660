import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PluginSecrets } from '../../core/plugin/plugin-context.ts';

/** How long a secret is kept in the function's memory; a rotated one is read again after that. */
const KEEP_MS = 5 * 60_000;

/** Reads secrets by reference, and remembers them for a while. */
export type ReadSecret = (reference: string) => Promise<Readonly<Record<string, string>>>;

/** Reads from Secrets Manager, below the tenant's prefix. */
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
 * The secrets of one attempt: only the declared ones.
 *
 * @param declared the references that the plugin declared for its options
 * @param onValue told of every value read, so that it can be kept out of what is stored
 */
export function attemptSecrets(
  readSecret: ReadSecret,
  declared: readonly string[],
  onValue: (value: string) => void,
): PluginSecrets {
  return {
    async get(reference) {
      if (!declared.includes(reference)) {
        throw new PluginFailed(`Expected a declared secret, found "${reference}": name it in the plugin's secrets().`, {
          code: 'secret_not_declared',
        });
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
 * What a role that may read the ARNs of one name is told when no secret has that name: IAM decides first. A permission
 * that was just given takes a while to arrive, so that trying again may help.
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
