import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type * as z from 'zod';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';
import { CalloutNoReply, CalloutNotSent, type SendHttp } from '../../core/plugin/plugin-http.ts';

/** Options of a plugin's context; all have defaults. */
export interface GivenContext {
  readonly order?: JsonObject;
  readonly options?: JsonObject;
  readonly results?: Readonly<Record<string, JsonObject>>;
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly orderId?: string;
  readonly stepId?: string;
  readonly run?: number;
  readonly attempt?: number;
  readonly keyMayBeForgotten?: boolean;
  readonly http?: SendHttp;
  /** @default none */
  readonly timeZone?: string;
  /** Shared between contexts, as within a function instance. @default a new one */
  readonly remembered?: Map<string, unknown>;
}

/** A plugin context that records the plugin's logs and the lifetimes of its cached values. */
export interface RecordedContext<Options> {
  readonly context: PluginContext<Options>;
  readonly logs: { readonly level: string; readonly message: string; readonly data: JsonObject | undefined }[];
  /** Seconds by key. */
  readonly lifetimes: Map<string, number>;
}

export const TEST_ORDER_ID = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';
export const TEST_NOW = new Date('2026-03-02T09:30:05.000Z');

/** Creates a context as the step host does: options are parsed, and only declared secrets can be read. */
export function pluginContext<Schema extends z.ZodType>(
  plugin: Plugin<Schema>,
  given: GivenContext = {},
): RecordedContext<z.output<Schema>> {
  const options = plugin.options.parse(given.options ?? {});
  const declared = plugin.secrets?.(options) ?? [];
  const orderId = given.orderId ?? TEST_ORDER_ID;
  const stepId = given.stepId ?? plugin.name;
  const logs: RecordedContext<unknown>['logs'] = [];
  const lifetimes = new Map<string, number>();
  const remembered = given.remembered ?? new Map<string, unknown>();
  const log = (level: string) => (message: string, data?: JsonObject) => void logs.push({ level, message, data });
  const signal = new AbortController().signal;
  const context: PluginContext<z.output<Schema>> = {
    tenant: 'acme',
    orderId,
    order: given.order ?? {},
    results: given.results ?? {},
    options,
    step: { id: stepId, name: plugin.name, phase: 'process', critical: true },
    run: given.run ?? 1,
    attempt: given.attempt ?? 1,
    idempotencyKey: `${orderId}#${stepId}`,
    keyMayBeForgotten: given.keyMayBeForgotten ?? false,
    http: given.http ?? sendOverHttp,
    secrets: {
      async get(reference) {
        const secret = declared.includes(reference) ? given.secrets?.[reference] : undefined;
        if (secret === undefined) throw new PluginFailed(`There is no declared secret ${reference}.`);
        return secret;
      },
    },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    now: () => TEST_NOW,
    timeZone: given.timeZone,
    signal,
    async remember<T>(key: string, load: () => Promise<{ readonly value: T; readonly seconds: number }>) {
      if (!remembered.has(key)) {
        const { seconds, value } = await load();
        lifetimes.set(key, seconds);
        remembered.set(key, value);
      }
      return remembered.get(key) as T;
    },
    forget: (key) => void remembered.delete(key),
  };
  return { context, logs, lifetimes };
}

const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * Sends over a connection of its own: `fetch` takes twice as long, and a connection that is used again may just have been closed.
 * Every status is a reply; errors distinguish requests that were not sent from those without a reply.
 */
export const sendOverHttp: SendHttp = async (given) => {
  const { form, json, method, timeoutMs = 10_000, url } = given;
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json);
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json';
  const headers = { ...(body === undefined ? {} : { 'content-type': type }), ...given.headers };
  const sent = request(url, { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) }).end(body);
  // An error that comes after the reply has begun is one of the reply.
  sent.on('error', () => undefined);
  try {
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    const received = Object.entries(reply.headers).map(([name, value]) => [name, String(value)]);
    return { status: reply.statusCode ?? 0, headers: Object.fromEntries(received), body: parsed(await text(reply)) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && cause.code;
    if (NOT_SENT.includes(String(code))) throw new CalloutNotSent(`${method} was not sent: ${code}`, { cause });
    throw new CalloutNoReply(`${method} was sent, but no complete reply arrived`, { cause, safe: method === 'GET' });
  }
};

function parsed(content: string): JsonValue {
  if (content === '') return null;
  try {
    return JSON.parse(content) as JsonValue;
  } catch {
    return content;
  }
}
