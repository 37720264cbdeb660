import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { idempotencyKeyOf } from '../../core/order/order-ids.ts';
import type { AttemptLog, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';
import { MAX_STEP_OUTPUT_BYTES, type Plugin } from '../../core/plugin/define-plugin.ts';
import type { Accounts, PluginContext, PluginLog } from '../../core/plugin/plugin-context.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';
import { maskWritten, recordMask } from '../../core/redact/mask-personal.ts';
import { redact } from '../../core/redact/redact.ts';
import type { Trace } from '../../core/trace/trace-context.ts';
import type { OutboundPolicy } from '../outbound/check-target.ts';
import { createRecordingHttp, type SendRequest } from '../outbound/recording-http.ts';
import { attemptSecrets, type ReadSecret } from '../runtime/secrets.ts';
import { attemptErrorOf, classifyError, OUTCOME_OF_ERROR } from './classify-error.ts';
import { mayBeForgotten } from './key-lifetime.ts';
import { createKnownLists } from './known-lists.ts';
import type { RememberedValues } from './remembered-values.ts';

/** Dependencies of a plugin's context. */
export interface PluginDeps {
  readonly tenant: string;
  /** The tenant's time zone, e.g. `Europe/London`. @default none */
  readonly timeZone?: string | undefined;
  readonly policy: OutboundPolicy;
  /** How requests are sent. @default over the network */
  readonly send?: SendRequest;
  /** Returns the reference of a host's basic-auth secret; undefined if it has none. */
  basicAuthOf(host: string): string | undefined;
  readonly readSecret: ReadSecret;
  readonly remembered: RememberedValues;
  /** For plugins that read account subscriptions: returns those for a run of an order. */
  accountsFor?(run: Pick<StepEvent, 'orderId' | 'run'>): Accounts;
  now(): Date;
}

/** How a plugin's attempt ended. */
export interface PluginEnding {
  readonly attempt: AttemptRecord;
  /** Present if the call returned one. */
  readonly output?: JsonObject;
}

/** Calls one of a plugin's functions and returns the outcome of the step. */
export type PluginCall = (
  context: PluginContext,
) => Promise<{ readonly outcome: StepOutcome; readonly output?: JsonObject }>;

/** One attempt of a step. */
export interface PluginAttempt {
  /** The step as claimed for the attempt. */
  readonly claimed: StepRecord;
  /** The whole order as received: its texts are masked in what is recorded. */
  readonly payload: JsonObject;
  /** The trace of the order, which its callouts continue. */
  readonly trace: Trace;
  /** Returns the order, or the part of it that the plugin may see. If it throws, the attempt fails. */
  order(): JsonObject;
  readonly call: PluginCall;
}

/** The code of an attempt that reached the time limit of its step. */
export const ATTEMPT_TIMED_OUT = 'timeout';

const MAX_LOG_LINES = 200;

/** Most attempts of a function hide the same secrets. */
const knownList = createKnownLists();

/** The reason of a signal that is aborted after the call. One for all, because a new error records its stack. */
const ENDED = new DOMException('The attempt has ended.', 'AbortError');

/** Calls a plugin once, within the step's time limit, and returns what it sent and logged. Never throws the plugin's error. */
export async function runPlugin(
  plugin: Plugin,
  event: StepEvent,
  { claimed, payload, trace, order, call }: PluginAttempt,
  deps: PluginDeps,
): Promise<PluginEnding> {
  const { step } = event;
  const started = startedAttempt(claimed);
  const clock = performance.now();
  const callouts: Callout[] = [];
  const logs: AttemptLog[] = [];
  const secretValues = new Set<string>();
  const mask = recordMask(payload);
  const hidden = (): readonly string[] => knownList([...secretValues, ...deps.remembered.texts()]);
  const deadline = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(timedOut(step.timeoutSeconds));
    deadline.abort();
  }, step.timeoutSeconds * 1000);

  const compose = (): PluginContext => {
    const options = plugin.options.parse(step.options);
    const secrets = attemptSecrets(deps.readSecret, plugin.secrets?.(options) ?? [], (value) =>
      secretValues.add(value),
    );
    return {
      tenant: deps.tenant,
      orderId: event.orderId,
      order: order(),
      results: event.results,
      options,
      step: { id: step.id, name: step.name, phase: step.phase, critical: step.critical },
      run: event.run,
      attempt: claimed.attempts.length,
      idempotencyKey: idempotencyKeyOf(event.orderId, step.id, claimed.generation),
      keyMayBeForgotten: mayBeForgotten(plugin, event, claimed),
      http: createRecordingHttp({
        policy: deps.policy,
        trace,
        send: deps.send,
        async basicAuth(host) {
          const reference = deps.basicAuthOf(host);
          if (reference === undefined) return undefined;
          const { username = '', password = '' } = await deps.readSecret(reference);
          return { username, password };
        },
        now: deps.now,
        signal: deadline.signal,
        secretValues: hidden,
        mask,
        onCallout: (callout) => callouts.push(callout),
      }),
      secrets,
      log: attemptLog(logs, deps.now, (line) => redact(line, { secretValues: hidden() }, mask)),
      ...(plugin.reads?.includes('account-subscriptions') &&
        deps.accountsFor !== undefined && { accounts: deps.accountsFor(event) }),
      now: deps.now,
      timeZone: deps.timeZone,
      signal: deadline.signal,
      async remember(key, load) {
        const value = await deps.remembered.remember(key, load);
        // Another attempt may replace the value while this one still uses it.
        if (typeof value === 'string') secretValues.add(value);
        return value;
      },
      forget: deps.remembered.forget,
    };
  };

  const end = (ending: Pick<AttemptRecord, 'outcome' | 'error'>): AttemptRecord => ({
    ...started,
    ...ending,
    durationMs: Math.round(performance.now() - clock),
    callouts: [...callouts],
    logs: [...logs],
  });

  try {
    const { outcome, output } = await Promise.race([Promise.try(() => call(compose())), late.promise]);
    return { attempt: end({ outcome }), ...(output !== undefined && { output }) };
  } catch (thrown) {
    const error = classifyError(thrown, callouts);
    const recorded = attemptErrorOf(error);
    const message = maskWritten(String(redact(recorded.message, { secretValues: hidden() })), payload);
    const publicMessage = maskWritten(recorded.publicMessage, payload);
    return { attempt: end({ outcome: OUTCOME_OF_ERROR[error.name], error: { ...recorded, message, publicMessage } }) };
  } finally {
    clearTimeout(timer);
    deadline.abort(ENDED);
  }
}

function startedAttempt({ attempts, stepId }: StepRecord): AttemptRecord {
  const started = attempts.at(-1);
  if (started === undefined) throw new TypeError(`Expected the claim of step "${stepId}" to have an attempt.`);
  return started;
}

function timedOut(seconds: number): PluginOutcomeUnknown {
  return new PluginOutcomeUnknown(
    `The plugin did not answer within ${seconds} s. A request that it sent may have had its effect.`,
    { code: ATTEMPT_TIMED_OUT },
  );
}

function attemptLog(logs: AttemptLog[], now: () => Date, clean: (value: JsonObject) => JsonValue): PluginLog {
  const write = (level: AttemptLog['level']) => (message: string, data?: JsonObject) => {
    if (logs.length >= MAX_LOG_LINES) return;
    const line = clean({ message, ...(data !== undefined && { data }) });
    logs.push({ timestamp: now().toISOString(), level, ...(line as { message: string; data?: JsonObject }) });
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** Returns a plugin's output as plain JSON. @throws TypeError the output is not a JSON object, or is larger than 16 KB */
export function checkOutput(output: unknown): JsonObject {
  if (!isJsonObject(output))
    throw new TypeError('Expected the plugin to return { output: {…} }, found something else.');
  const text = JSON.stringify(output);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_STEP_OUTPUT_BYTES) {
    throw new TypeError(
      `Expected an output of at most ${MAX_STEP_OUTPUT_BYTES} bytes, found ${bytes}: return references, not whole replies.`,
    );
  }
  return JSON.parse(text) as JsonObject;
}
