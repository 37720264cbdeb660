import {
  GetParameterCommand,
  type Parameter,
  ParameterNotFound,
  type SSMClient,
  SSMServiceException,
} from '@aws-sdk/client-ssm';
import { secretOfParameter } from '../../blueprint/secrets.ts';
import { PluginFailed, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonValue } from '../../core/json.ts';
import type { PluginSecrets } from '../../core/plugin/plugin-context.ts';

/** How long a secret is kept in memory. A rotated secret is read again after that. */
const KEEP_MS = 5 * 60_000;

/** Returns the fields of a secret by its reference. */
export type ReadSecret = (reference: string) => Promise<Readonly<Record<string, string>>>;

/**
 * Creates a reader of the tenant's secrets. It caches each secret for five minutes.
 *
 * @param prefix what the names of the parameters start with, see `parameterPrefix`
 */
export function createReadSecret(client: SSMClient, prefix: string): ReadSecret {
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

async function read(client: SSMClient, parameter: string): Promise<Readonly<Record<string, string>>> {
  const { Type, Value } = await getParameter(client, parameter);
  if (Type === 'String' || Type === 'StringList')
    throw new PluginFailed(
      `Expected the parameter "${parameter}" to be a SecureString, found a ${Type}, which is stored in plain text: delete it, change the secret where it comes from, and ${creation(parameter)}.`,
      { code: 'secret_not_encrypted' },
    );
  if (Value !== undefined) return fieldsOf(Value);
  throw new PluginFailed(
    `Expected the secret "${secretOfParameter(parameter).name}" to hold text, found none: store it as JSON text.`,
    { code: 'secret_not_text' },
  );
}

async function getParameter(client: SSMClient, parameter: string): Promise<Parameter> {
  try {
    const { Parameter: found = {} } = await client.send(
      new GetParameterCommand({ Name: parameter, WithDecryption: true }),
    );
    return found;
  } catch (cause) {
    if (cause instanceof ParameterNotFound) {
      throw new PluginFailed(`Expected ${described(parameter)}, found none: ${creation(parameter)}.`, {
        code: 'secret_missing',
        cause,
      });
    }
    if (isDenied(cause)) {
      throw new PluginTransient(
        `Expected ${described(parameter)} that this function may read, found access denied: ${creation(parameter)}, or let the function's role use its key.`,
        { code: 'secret_missing', cause },
      );
    }
    throw new PluginTransient(`The secret "${secretOfParameter(parameter).name}" could not be read.`, {
      code: 'secret_unreadable',
      cause,
    });
  }
}

/**
 * Returns whether access was denied. IAM also denies access to a secret of Secrets Manager that does not exist, and a permission
 * takes effect only after a while, so that a retry may help.
 */
function isDenied(cause: unknown): boolean {
  return cause instanceof SSMServiceException && cause.name === 'AccessDeniedException';
}

function described(parameter: string): string {
  const { name, store } = secretOfParameter(parameter);
  return store === 'parameterStore'
    ? `a secret named "${name}" in Parameter Store`
    : `a secret named "${name}" in Secrets Manager`;
}

/** How to create the secret of a parameter. */
function creation(parameter: string): string {
  const { name, store } = secretOfParameter(parameter);
  return store === 'parameterStore'
    ? `create it with "aws ssm put-parameter --type SecureString --name ${name} --value file://<file>"`
    : `create it with "aws secretsmanager create-secret --name ${name} --secret-string file://<file>"`;
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
