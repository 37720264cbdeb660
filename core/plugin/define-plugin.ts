import type * as z from 'zod';
import type { ExpressionScope } from '../expression/expression.ts';
import type { InputProblem } from '../input-problems.ts';
import type { JsonObject } from '../json.ts';
import type { PluginEffect } from '../sequence/sequence.ts';
import type { PluginContext, PluginRead } from './plugin-context.ts';

/** How large a step's output may be, in bytes of JSON: it travels through every later state. */
export const MAX_STEP_OUTPUT_BYTES = 16_384;

/** What a plugin answers when its step succeeded. */
export interface PluginResult {
  /** Small (16 KB at most), without personal data: public to later steps as `results[stepId]` and shown in the console. */
  readonly output: JsonObject;
}

/** What a plugin finds out about an attempt whose outcome is not known. */
export type ProbeResult =
  /** It happened: what the step would have answered. */
  | { readonly applied: true; readonly output: JsonObject }
  /** It certainly did not happen, and will not: running the step is safe. */
  | { readonly applied: false }
  /** The partner cannot say yet; asked again later. */
  | { readonly applied: 'unknown' };

/** What a plugin is given to undo a step. */
export interface CompensationContext<Options = unknown> extends PluginContext<Options> {
  /** What the step answered; undefined when it did not end well, and may all the same have had a part of its effect. */
  readonly output: JsonObject | undefined;
  /**
   * Whether every attempt ended in a refusal, or before it sent anything. A plugin that makes one request has nothing to
   * undo then; what earlier requests of an attempt did is still there.
   */
  readonly wasRejected: boolean;
}

/** The code of a step. */
export interface Plugin<Schema extends z.ZodType = z.ZodType> {
  /** Identifier in the config format, e.g. `salesforceV3`. */
  readonly name: string;
  /** Category in the config format, e.g. `salesforce`. */
  readonly service: string;
  /** One sentence for the reference pages. */
  readonly summary: string;
  /** Strict schema of the step's `options`. */
  readonly options: Schema;
  /**
   * Which options hold JSONata, alone or by name, and what it is evaluated over; it is checked with the tenant file.
   * @default none
   */
  readonly expressions?: Readonly<Record<string, ExpressionScope>>;
  /** Names of the options that hold a step's id; one that a tenant sets must name an earlier step. @default none */
  readonly stepReferences?: readonly string[];
  /** References of the secrets that a step with these options reads. @default none */
  secrets?(options: z.output<Schema>): readonly string[];
  readonly effect: PluginEffect;
  /** What it reads of the tenant's own store; its context has a reader for each. @default nothing */
  readonly reads?: readonly PluginRead[];
  /** How long one attempt may take, in seconds, unless the step says otherwise. @default 30 */
  readonly timeoutSeconds?: number;
  /** Finds what in the order the plugin could not process; used by the preview and before a run. @default finds nothing */
  check?(order: JsonObject, options: z.output<Schema>): readonly InputProblem[];
  /**
   * Does the step's work.
   *
   * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown; anything else counts as failed with its
   *   detail kept in the process event
   */
  run(context: PluginContext<z.output<Schema>>): Promise<PluginResult>;
  /**
   * Finds out whether an attempt with this idempotency key had its effect, without having one. An error other than
   * PluginTransient counts as `unknown`, and so does the partner's silence.
   */
  probe?(context: PluginContext<z.output<Schema>>): Promise<ProbeResult>;
  /**
   * Whether the probe of a step with these options can ever tell. Where it cannot, a lost call is looked at by a person at
   * once. @default it can
   */
  canProbe?(options: z.output<Schema>): boolean;
  /**
   * Undoes what the attempts with this idempotency key did. Undoing nothing, and undoing twice, succeeds.
   *
   * @throws PluginTransient it may be tried again; anything else: the undo failed, and somebody has to look
   */
  compensate?(context: CompensationContext<z.output<Schema>>): Promise<void>;
}

/** What the sequence compiler, the config check and the deployment need to know of a plugin. */
export type PluginMetadata = Pick<
  Plugin,
  | 'name'
  | 'service'
  | 'summary'
  | 'options'
  | 'expressions'
  | 'stepReferences'
  | 'secrets'
  | 'effect'
  | 'reads'
  | 'timeoutSeconds'
  | 'check'
  | 'probe'
  | 'canProbe'
  | 'compensate'
>;

/** All plugins by name. */
export type PluginCatalog = ReadonlyMap<string, PluginMetadata>;

/** Seconds an attempt may take when neither the step nor the plugin says. */
export const DEFAULT_STEP_TIMEOUT_SECONDS = 30;

/**
 * Defines a plugin.
 *
 * @example
 * export const greeter = definePlugin({
 *   name: 'greeter', service: 'limio', summary: 'Greets the customer.', effect: 'idempotent',
 *   options: z.strictObject({ endpoint: z.url() }),
 *   async run({ http, options }) {
 *     await http({ method: 'POST', url: options.endpoint });
 *     return { output: {} };
 *   },
 * });
 */
export function definePlugin<Schema extends z.ZodType>(plugin: Plugin<Schema>): Plugin<Schema> {
  return plugin;
}

/** Makes the catalog of a list of plugins. */
export function catalogOf(plugins: readonly PluginMetadata[]): PluginCatalog {
  return new Map(plugins.map((plugin) => [plugin.name, plugin]));
}
