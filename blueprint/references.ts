import { type AwsLocation, tenantArns, tenantNames } from './names.ts';

/** A value that depends on where the tenant runs. */
export type Reference = 'table' | 'bus' | 'stateMachinePrefix' | 'configFile' | 'secretsPrefix';

/** A text of the blueprint: a literal, or a reference that a deployment fills in. */
export type TextOrReference = string | { readonly ref: Reference };

/** The value of every reference at one location. */
export type References = Readonly<Record<Reference, string>>;

/**
 * Returns the values of a tenant's references.
 *
 * @param configFile absolute path of the tenant file, as functions see it
 */
export function tenantReferences(tenant: string, location: AwsLocation, configFile: string): References {
  const { table, bus, secretsPrefix } = tenantNames(tenant);
  return {
    table,
    bus,
    stateMachinePrefix: tenantArns(tenant, location).stateMachinePrefix,
    configFile,
    secretsPrefix,
  };
}

/** Returns a text with its reference filled in. */
export function fillReference(text: TextOrReference, references: References): string {
  return typeof text === 'string' ? text : references[text.ref];
}
