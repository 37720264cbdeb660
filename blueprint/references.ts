import { type AwsLocation, tenantArns, tenantNames } from './names.ts';
import { parameterPrefix, type SecretOwner } from './secrets.ts';

/** A value that depends on where the tenant runs. */
export type Reference =
  | 'table'
  | 'bus'
  | 'stateMachinePrefix'
  | 'apiUrl'
  | 'configFile'
  | 'secretsPrefix'
  | 'searchKey'
  | 'consoleFiles'
  | 'consoleSettings'
  | 'agentSignIn'
  | 'deployment'
  | 'edition';

/** A text of the blueprint: a literal, or a reference that a deployment fills in. */
export type TextOrReference = string | { readonly ref: Reference };

/** The value of every reference at one location. */
export type References = Readonly<Record<Reference, string>>;

/** What the functions of a target find on it. */
export interface TargetReferences {
  /** Base URL of the API, without a slash at its end. */
  readonly apiUrl: string;
  /** Absolute path of the tenant file, as functions see it. */
  readonly configFile: string;
  /** Absolute path of the folder of the built console, as functions see it. */
  readonly consoleFiles: string;
  /** The settings of the console as JSON, see `wire/console-settings.ts`. */
  readonly consoleSettings: string;
  /** Where agents get a token as JSON, see `wire/agent-sign-in.ts`. */
  readonly agentSignIn: string;
  /** Who deployed the tenant and from where, as JSON, see `core/config/deployment.ts`. */
  readonly deployment: string;
  /** The id of the edition that is deployed; empty without `aws.canary`, and on one machine. */
  readonly edition: string;
}

/**
 * Returns the values of a tenant's references.
 *
 * @param prefix see `tenantNames`
 */
export function tenantReferences(
  owner: SecretOwner,
  location: AwsLocation,
  target: TargetReferences,
  prefix?: string,
): References {
  const { tenant } = owner;
  const { table, bus, searchKey } = tenantNames(tenant, prefix);
  return {
    table,
    bus,
    stateMachinePrefix: tenantArns(tenant, location, prefix).stateMachinePrefix,
    secretsPrefix: parameterPrefix(owner),
    searchKey,
    ...target,
  };
}

/** Returns a text with its reference filled in. */
export function fillReference(text: TextOrReference, references: References): string {
  return typeof text === 'string' ? text : references[text.ref];
}
