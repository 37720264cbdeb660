import type { JsonObject } from '../json.ts';
import type { SequenceStep } from '../sequence/sequence.ts';
import type { SendHttp } from './plugin-http.ts';

/** What a plugin may use of the tenant's own store. The deployment grants each function what its plugin declares. */
export type PluginRead = 'account-subscriptions';

/** A subscription of an account, as recorded by the orders of this system. */
export interface AccountSubscription {
  /** Path of the product, e.g. `/products/Digital`. */
  readonly product: string;
  /** `<order id>/<item id>` of the order that created it. */
  readonly ref: string;
  readonly orderId: string;
  /** Mode of that order, e.g. `production`. */
  readonly mode: string;
}

/** The order that has reserved a product. */
export interface ReservedBy {
  readonly orderId: string;
  readonly product: string;
}

/** The subscriptions of accounts, and what orders have reserved of them. */
export interface Accounts {
  /**
   * Reads the active subscriptions of an account.
   *
   * @param crmId id of the account in the CRM
   * @throws PluginTransient the store did not answer
   */
  activeSubscriptions(crmId: string): Promise<readonly AccountSubscription[]>;
  /**
   * Reserves products of an account for this order, until it is complete, failed or cancelled. Reserve before reading the
   * subscriptions: an order that ends in between is then seen by one of the two. Can be repeated.
   *
   * @param products in the same order for all orders, so that of two orders one gets all of them
   * @returns another order that has reserved one of them; undefined if they are this order's now
   * @throws PluginTransient the store did not answer
   */
  reserve(crmId: string, mode: string, products: readonly string[]): Promise<ReservedBy | undefined>;
}

/** Writes to the process event and to the log of the function. Data is redacted before it is stored. */
export interface PluginLog {
  info(message: string, data?: JsonObject): void;
  warn(message: string, data?: JsonObject): void;
  error(message: string, data?: JsonObject): void;
}

/** Reads the tenant's secrets that the plugin declared. */
export interface PluginSecrets {
  /**
   * Returns the fields of a secret, e.g. `{ clientId, clientSecret }`. A secret that is not a JSON object has one field,
   * `value`.
   *
   * @throws PluginFailed the plugin did not declare the reference, or there is no such secret
   */
  get(reference: string): Promise<Readonly<Record<string, string>>>;
}

/** The context of one attempt. */
export interface PluginContext<Options = unknown> {
  readonly tenant: string;
  readonly orderId: string;
  /** The order as received, or the result of the step's `select`. */
  readonly order: JsonObject;
  /** The output of every earlier step by step id. */
  readonly results: Readonly<Record<string, JsonObject>>;
  /** Options of the step, parsed by the schema of the plugin. */
  readonly options: Options;
  readonly step: Pick<SequenceStep, 'id' | 'name' | 'phase' | 'critical'>;
  /** Number of the run, from 1; each resume adds one. */
  readonly run: number;
  /** Number of the attempt, from 1 across all runs. */
  readonly attempt: number;
  /** `<orderId>#<step id>`, the same for every attempt and run; after an undo `<orderId>#<step id>#2`, and so on. */
  readonly idempotencyKey: string;
  /**
   * Whether the partner may have forgotten what earlier attempts requested with the key. They had no effect, as its answers, a
   * probe or an operator say; a look at the partner before the request is a second safeguard.
   */
  readonly keyMayBeForgotten: boolean;
  readonly http: SendHttp;
  readonly secrets: PluginSecrets;
  readonly log: PluginLog;
  /** Only for a plugin that declares `reads: ['account-subscriptions']`. */
  readonly accounts?: Accounts;
  now(): Date;
  /** The tenant's time zone, e.g. `Europe/London`, by which `core/order/order-days.ts` finds the day of an instant. @default none */
  readonly timeZone?: string | undefined;
  /** Aborts when the attempt runs out of time. */
  readonly signal: AbortSignal;
  /**
   * Caches a value for later attempts in the same function instance, e.g. an access token.
   *
   * @param key identifies the value within the plugin
   * @param load produces the value, and says for how many seconds it may be cached
   */
  remember<T>(key: string, load: () => Promise<{ readonly value: T; readonly seconds: number }>): Promise<T>;
  /** Drops a cached value, e.g. a token that the partner no longer accepts. */
  forget(key: string): void;
}
