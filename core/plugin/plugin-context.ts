import type { JsonObject } from '../json.ts';
import type { SequenceStep } from '../sequence/sequence.ts';
import type { SendHttp } from './plugin-http.ts';

/** What a plugin may read of the tenant's own store; the deployment grants each function what its plugin declares. */
export type PluginRead = 'account-subscriptions';

/** A subscription that an account has, as the orders of this system left it. */
export interface AccountSubscription {
  /** Path of the product, e.g. `/products/Digital`. */
  readonly product: string;
  /** `<order id>/<item id>` of the order that it began with. */
  readonly ref: string;
  readonly orderId: string;
  /** Mode of that order, e.g. `production`. */
  readonly mode: string;
}

/** Reads what accounts subscribe to. */
export interface AccountReader {
  /**
   * The subscriptions that an account has now.
   *
   * @param crmId id of the account in the CRM
   * @throws PluginTransient the store did not answer
   */
  activeSubscriptions(crmId: string): Promise<readonly AccountSubscription[]>;
}

/** Writes to the process event and to the function's log. Data is redacted before it is stored. */
export interface PluginLog {
  info(message: string, data?: JsonObject): void;
  warn(message: string, data?: JsonObject): void;
  error(message: string, data?: JsonObject): void;
}

/** Reads the tenant's secrets that the plugin declared. */
export interface PluginSecrets {
  /**
   * The secret's fields, e.g. `{ clientId, clientSecret }`; a secret that is not a JSON object has the one field `value`.
   *
   * @throws PluginFailed the reference was not declared, or there is no such secret
   */
  get(reference: string): Promise<Readonly<Record<string, string>>>;
}

/** What a plugin is given for one attempt. */
export interface PluginContext<Options = unknown> {
  readonly tenant: string;
  readonly orderId: string;
  /** The order as received, or the part of it that the step's `select` gives. */
  readonly order: JsonObject;
  /** The output of every earlier step by step id. */
  readonly results: Readonly<Record<string, JsonObject>>;
  /** The step's options, parsed by the plugin's schema. */
  readonly options: Options;
  readonly step: Pick<SequenceStep, 'id' | 'name' | 'phase' | 'critical'>;
  /** Counts from 1; a resumed order has run 2 and so on. */
  readonly run: number;
  /** Counts from 1 over all runs. */
  readonly attempt: number;
  /** `<orderId>#<step id>`, the same for every attempt and run; after the step was undone `<orderId>#<step id>#2` and so on. */
  readonly idempotencyKey: string;
  readonly http: SendHttp;
  readonly secrets: PluginSecrets;
  readonly log: PluginLog;
  /** Only for a plugin that declares `reads: ['account-subscriptions']`. */
  readonly accounts?: AccountReader;
  now(): Date;
  /** Aborts when the step's time is over. */
  readonly signal: AbortSignal;
  /**
   * Keeps a value for later attempts in the same function instance, e.g. an access token.
   *
   * @param key what the value belongs to, within the plugin
   * @param load makes the value and says for how many seconds it may be kept
   */
  remember<T>(key: string, load: () => Promise<{ readonly value: T; readonly seconds: number }>): Promise<T>;
  /** Drops a remembered value, e.g. a token that the partner no longer accepts. */
  forget(key: string): void;
}
