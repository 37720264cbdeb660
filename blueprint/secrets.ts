import type { SecretStore } from '../core/config/aws-config.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import { tenantNames } from './names.ts';

/**
 * Below this path Parameter Store answers with secrets of Secrets Manager, to those who may read both the parameter and the secret.
 *
 * Source: Systems Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters".
 */
export const SECRETS_MANAGER_PATH = '/aws/reference/secretsmanager/';

/** A store of secrets. Functions read each with `GetParameter`, so that stores differ in names and rights only. */
interface StoreSpec {
  /** What people call it. */
  readonly title: string;
  /** Before `<tenant>/<reference>` in the name of a secret. */
  readonly root: string;
  /** Before `<tenant>/<reference>` in the name of the parameter that functions read. */
  readonly parameterRoot: string;
}

/** The stores that a tenant file can name. */
export const SECRET_STORES: Readonly<Record<SecretStore, StoreSpec>> = {
  parameterStore: { title: 'Parameter Store', root: '/', parameterRoot: '/' },
  secretsManager: { title: 'Secrets Manager', root: '', parameterRoot: SECRETS_MANAGER_PATH },
};

/** A tenant, as far as its secrets depend on it. */
export interface SecretOwner {
  readonly tenant: string;
  readonly aws: Pick<TenantConfig['aws'], 'secrets'>;
}

/** Returns the store of a tenant's secrets on AWS: Parameter Store unless the tenant file says otherwise. */
export function secretStoreOf({ aws }: Pick<SecretOwner, 'aws'>): SecretStore {
  return aws.secrets ?? 'parameterStore';
}

/** Returns the name of a secret on AWS, as its owner creates it: `/acme/zuora` in Parameter Store, `acme/zuora` in Secrets Manager. */
export function secretName(owner: SecretOwner, reference: string): string {
  return `${SECRET_STORES[secretStoreOf(owner)].root}${tenantNames(owner.tenant).secretsPrefix}${reference}`;
}

/** Returns what the names of the parameters start with that functions read: `/acme/`, or that below {@link SECRETS_MANAGER_PATH}. */
export function parameterPrefix(owner: SecretOwner): string {
  return `${SECRET_STORES[secretStoreOf(owner)].parameterRoot}${tenantNames(owner.tenant).secretsPrefix}`;
}

/** Returns the store and the name of the secret that a parameter stands for. */
export function secretOfParameter(parameter: string): { readonly store: SecretStore; readonly name: string } {
  return parameter.startsWith(SECRETS_MANAGER_PATH)
    ? { store: 'secretsManager', name: parameter.slice(SECRETS_MANAGER_PATH.length) }
    : { store: 'parameterStore', name: parameter };
}

/** Returns the references of the secrets that somebody has to create for these functions, sorted. */
export function secretsToCreate(functions: readonly { readonly secrets: readonly string[] }[]): readonly string[] {
  return [...new Set(functions.flatMap(({ secrets }) => secrets))].sort();
}
