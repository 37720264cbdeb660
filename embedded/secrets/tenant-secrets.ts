import { randomBytes } from 'node:crypto';
import { tenantNames } from '../../blueprint/names.ts';
import { secretsToCreate } from '../../blueprint/secrets.ts';
import type { WebhookConfig } from '../../core/config/webhook-config.ts';
import type { SecretFile } from './secret-file.ts';

/** What a tenant needs of Secrets Manager. */
export interface SecretNeeds {
  readonly tenant: string;
  readonly functions: readonly { readonly secrets: readonly string[] }[];
  readonly webhooks: readonly Pick<WebhookConfig, 'signingSecret' | 'basicAuth'>[];
}

/**
 * Creates the signing secrets of webhooks that are missing: nobody else has to know them first. A secret that is also used as
 * basic auth is left to its owner.
 *
 * @returns the names of the secrets that are still missing, e.g. `acme/webhooks/crm`, in alphabetical order
 */
export async function prepareSecrets(
  file: SecretFile,
  { functions, tenant, webhooks }: SecretNeeds,
): Promise<readonly string[]> {
  const prefix = tenantNames(tenant).secretsPrefix;
  const shared = new Set(webhooks.map(({ basicAuth }) => basicAuth));
  const own = webhooks.flatMap(({ signingSecret: name }) => (name === undefined || shared.has(name) ? [] : [name]));
  const isMissing = async (): Promise<(reference: string) => boolean> => {
    const secrets = await file.read();
    return (reference) => !Object.hasOwn(secrets, `${prefix}${reference}`);
  };
  const created = own.filter(await isMissing()).map((name) => [`${prefix}${name}`, newSigningSecret()] as const);
  if (created.length > 0) await file.update((secrets) => ({ ...Object.fromEntries(created), ...secrets }));
  return secretsToCreate(functions)
    .filter(await isMissing())
    .map((reference) => `${prefix}${reference}`);
}

/** Returns a random secret in the form of Standard Webhooks. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
