import type * as z from 'zod';
import { compiledLater } from '../compiled-later.ts';
import type { ExpressionScope } from '../expression/expression.ts';
import type { InputProblem } from '../input-problems.ts';
import type { JsonObject } from '../json.ts';
import type { BlockedProducts } from '../sequence/sequence.ts';
import type { Idempotency, PluginEffect } from './idempotency.ts';
import type { PluginContext, PluginRead } from './plugin-context.ts';

/** Maximum size of the output of a step, in bytes of JSON. The output passes through every later state. */
export const MAX_STEP_OUTPUT_BYTES = 16_384;

/** The result of a step that succeeded. */
export interface PluginResult {
  /**
   * At most 16 KB, without personal data. Later steps read it as `results[stepId]`, and the console shows it. Its field
   * `notices`, a list of `{ code, message }` (`core/plugin/notices.ts`), tells of something that a person should know although
   * the step succeeded: when the order completes, each step with notices is reported as `order.error`.
   */
  readonly output: JsonObject;
}

/** The result of a probe of an attempt whose outcome is unknown. */
export type ProbeResult =
  /** The effect happened; `output` is what the step would have returned. */
  | { readonly applied: true; readonly output: JsonObject }
  /**
   * The effect certainly did not happen and will not: running the step is safe. Counts as `unknown` if an attempt of the run
   * ended with the code `effect_unconfirmed`.
   */
  | { readonly applied: false }
  /** The partner cannot tell yet; the probe repeats later. */
  | { readonly applied: 'unknown' };

/** The context of an undo. */
export interface CompensationContext<Options = unknown> extends PluginContext<Options> {
  /** The output of the step; undefined if the step did not succeed, although it may have had part of its effect. */
  readonly output: JsonObject | undefined;
  /**
   * Whether the partner rejected every attempt that sent anything. A plugin that makes one request then has nothing to undo.
   * The effect of earlier requests of an attempt remains.
   */
  readonly wasRejected: boolean;
}

/** The code of a step. */
export interface Plugin<Schema extends z.ZodType = z.ZodType> {
  /** Identifier in the config format, e.g. `salesforceV3`. */
  readonly name: string;
  /** Category in the config format, e.g. `salesforce`. */
  readonly service: string;
  /** One sentence for the reference page. */
  readonly summary: string;
  /** Strict schema of the step's `options`. */
  readonly options: Schema;
  /**
   * Options that hold a JSONata expression, or an object of expressions, each with its scope. They are checked with the
   * tenant file.
   * @default none
   */
  readonly expressions?: Readonly<Record<string, ExpressionScope>>;
  /** Names of the options that hold the id of an earlier step. @default none */
  readonly stepReferences?: readonly string[];
  /** Those of `stepReferences` without whose step the plugin always fails. @default none: it works without them */
  readonly requiredSteps?: readonly string[];
  /**
   * By order type, options at least one of which must not be empty: otherwise the plugin refuses every such order.
   * @default none
   */
  readonly neededOptions?: Readonly<Record<string, readonly string[]>>;
  /** Lists the references of the secrets that a step with these options reads. @default none */
  secrets?(options: z.output<Schema>): readonly string[];
  /**
   * Returns the name of the connection that a step with these options uses: the reference of the partner's secret, or the host that it
   * calls. Orders wait together for a connection that is unavailable, if the tenant has patience.
   * @default the plugin calls no partner
   */
  connection?(options: z.output<Schema>): string;
  /**
   * Returns which products the plugin lets a customer have only once. Orders of one customer for such a product run one after the
   * other.
   * @default the plugin does not look at that
   */
  blocks?(options: z.output<Schema>): BlockedProducts;
  /** What a repeat does at the partner, and for how long the partner recognises it. */
  readonly effect: PluginEffect;
  /**
   * Returns how long the partner recognises a repeat, if the options say so.
   * @default as `effect` says
   */
  idempotency?(options: z.output<Schema>): Idempotency;
  /** What the plugin reads from the tenant's own store; its context has a reader for each. @default nothing */
  readonly reads?: readonly PluginRead[];
  /** Maximum duration of an attempt in seconds, unless the step sets another. @default 30 */
  readonly timeoutSeconds?: number;
  /** Finds mistakes in the order without calling the partner; used by the preview and before a run. @default finds none */
  check?(order: JsonObject, options: z.output<Schema>): readonly InputProblem[];
  /**
   * Does the step's work.
   *
   * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown; any other error counts as failed, with its
   *   details in the process event
   */
  run(context: PluginContext<z.output<Schema>>): Promise<PluginResult>;
  /**
   * Asks the partner whether an attempt with this idempotency key had its effect, without causing one. An error other than
   * PluginTransient counts as `unknown`, and so does a missing reply.
   */
  probe?(context: PluginContext<z.output<Schema>>): Promise<ProbeResult>;
  /**
   * Returns whether a probe with these options can ever find out. If not, a call without a reply holds the order at once.
   * @default always true
   */
  canProbe?(options: z.output<Schema>): boolean;
  /**
   * Undoes the effect of the attempts with this idempotency key. Idempotent: succeeds if there is nothing to undo.
   *
   * @throws PluginTransient a retry is safe; with any other error the undo has failed, and a person must look
   */
  compensate?(context: CompensationContext<z.output<Schema>>): Promise<void>;
}

/** What the sequence compiler, the config check and the deployment need to know about a plugin. */
export type PluginMetadata = Pick<
  Plugin,
  | 'name'
  | 'service'
  | 'summary'
  | 'options'
  | 'expressions'
  | 'stepReferences'
  | 'requiredSteps'
  | 'neededOptions'
  | 'secrets'
  | 'connection'
  | 'blocks'
  | 'effect'
  | 'idempotency'
  | 'reads'
  | 'timeoutSeconds'
  | 'check'
  | 'probe'
  | 'canProbe'
  | 'compensate'
>;

/** All plugins by name. */
export type PluginCatalog = ReadonlyMap<string, PluginMetadata>;

/** Maximum duration of an attempt in seconds, if neither the step nor the plugin sets one. */
export const DEFAULT_STEP_TIMEOUT_SECONDS = 30;

/**
 * Defines a plugin.
 *
 * @example
 * export const greeter = definePlugin({
 *   name: 'greeter', service: 'limio', summary: 'Greets the customer.',
 *   effect: { idempotent: { forHours: 24, keeps: 'successes' } },
 *   options: z.strictObject({ endpoint: z.url() }),
 *   async run({ http, options }) {
 *     await http({ method: 'POST', url: options.endpoint });
 *     return { output: {} };
 *   },
 * });
 */
export function definePlugin<Schema extends z.ZodType>(plugin: Plugin<Schema>): Plugin<Schema> {
  compiledLater(plugin.options);
  return plugin;
}

/** Creates the catalog of a list of plugins. */
export function catalogOf(plugins: readonly PluginMetadata[]): PluginCatalog {
  return new Map(plugins.map((plugin) => [plugin.name, plugin]));
}
