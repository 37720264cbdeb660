import { KEY_EXPIRED } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { Callout } from '../../core/plugin/plugin-http.ts';
import { recordMask } from '../../core/redact/mask-personal.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { traceOf } from '../../core/trace/trace-context.ts';
import { ATTEMPT_TIMED_OUT, checkOutput, type PluginEnding, runPlugin } from '../../lambdas/step-host/run-plugin.ts';
import type { RecordedCallout, RecordedOrder, RecordedStep } from '../orders/recorded-order.ts';
import { asksForToken, createRecordedAnswers, type RecordedAnswers, standInSecret } from './recorded-answers.ts';

/** An attempt that a record has. */
export type RecordedAttempt = RecordedStep['attempts'][number];

/** A step of an order to replay. */
export interface StepToReplay {
  readonly tenant: string;
  readonly timeZone: string | undefined;
  readonly recorded: RecordedOrder;
  /** The order as expressions and plugins see it. */
  readonly order: JsonObject;
  /** The part of it that the step sees. */
  readonly selected: JsonObject;
  readonly results: Readonly<Record<string, JsonObject>>;
  readonly step: SequenceStep;
  readonly plugin: Plugin;
  /** Hosts with basic auth. */
  readonly basicAuth: Readonly<Record<string, string>>;
  /** The step's record. @default it has none */
  readonly record?: RecordedStep;
}

/** What a replayed step did. */
export interface ReplayedStep extends PluginEnding {
  /** The requests that would be sent, without those for access tokens. */
  readonly requests: readonly Callout[];
  readonly answers: RecordedAnswers;
}

/** Returns the attempt that decided how a step ended: the last that ran it and was not stopped by the step host. */
export function decidingAttempt(record: RecordedStep | undefined): RecordedAttempt | undefined {
  return record?.attempts.findLast(
    ({ error, kind }) => (kind === 'run' || kind === 'heal') && error?.code !== KEY_EXPIRED,
  );
}

/**
 * Returns whether an attempt was cut off before its plugin ended: by its time limit, or because its host died. Its record does not
 * have all that it sent.
 */
export function wasCutOff(attempt: RecordedAttempt | undefined): boolean {
  if (attempt?.outcome === 'running') return true;
  return attempt?.outcome === 'unknown' && (attempt.error === null || attempt.error.code === ATTEMPT_TIMED_OUT);
}

/** Returns the recorded requests of an attempt, without those for access tokens. */
export function requestsOf(
  record: RecordedStep | undefined,
  attempt: RecordedAttempt | undefined,
): readonly RecordedCallout[] {
  const callouts = record?.callouts.filter((callout) => callout.attempt === attempt?.number) ?? [];
  return callouts.filter(({ request }) => !asksForToken(request.body));
}

/** Runs the plugin of a step as the step host does, at the time of the record, with the recorded answers instead of partners. */
export async function replayStep(toReplay: StepToReplay): Promise<ReplayedStep> {
  const { basicAuth, order, plugin, record, recorded, results, selected, step, tenant, timeZone } = toReplay;
  const attempt = decidingAttempt(record);
  const mask = recordMask(order);
  const secretValues = new Set<string>();
  const hidden = () => [...secretValues];
  const answers = createRecordedAnswers(requestsOf(record, attempt), mask, hidden);
  const at = new Date(attempt?.startedAt ?? recorded.created_at);
  const event = { orderId: recorded.id, run: recorded.run, results, step };
  const planned = {
    claimed: claimedStep(toReplay, at.toISOString()),
    payload: order,
    trace: traceOf(recorded),
    order: () => selected,
    call: async (context: Parameters<Plugin['run']>[0]) => ({
      outcome: step.callback === undefined ? ('succeeded' as const) : ('waiting' as const),
      output: checkOutput((await plugin.run(context)).output),
    }),
  };
  const ending = await runPlugin(plugin, event, planned, {
    tenant,
    timeZone,
    policy: {},
    send: answers.send,
    basicAuthOf: (host) => basicAuth[host],
    readSecret: async (reference) => standInSecret(reference, (value) => secretValues.add(value)),
    // Nothing is kept from order to order, so that the order of the orders does not matter.
    remembered: { remember: async (_, load) => (await load()).value, forget: () => undefined, texts: hidden },
    now: () => at,
  });
  const requests = (ending.attempt.callouts ?? []).filter(({ request }) => !asksForToken(request.body));
  return { ...ending, requests, answers };
}

function claimedStep({ record, recorded, step }: StepToReplay, startedAt: string): StepRecord {
  const undone = record?.attempts.filter(({ kind, outcome }) => kind === 'undo' && outcome === 'succeeded').length ?? 0;
  return {
    stepId: step.id,
    plugin: step.name,
    service: step.service,
    status: 'running',
    run: recorded.run,
    leaseUntil: startedAt,
    attempts: [...earlierAttempts(record, recorded.run), { run: recorded.run, startedAt, outcome: 'running' }],
    ...(undone > 0 && { generation: undone + 1 }),
  };
}

/** A plugin asks its partner first whether an earlier attempt had its effect, so it must know of them. */
function earlierAttempts(record: RecordedStep | undefined, run: number): readonly AttemptRecord[] {
  const deciding = decidingAttempt(record);
  const earlier = record?.attempts.filter(({ number }) => deciding !== undefined && number < deciding.number) ?? [];
  return earlier.map(({ error, kind, outcome, startedAt }) => ({
    ...{ run, kind, startedAt, outcome },
    ...(error !== null && { error: { ...error, message: error.code, publicMessage: error.code } }),
  }));
}
