import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import { idempotencyOf } from '../core/plugin/step-traits.ts';
import type { Sequence, SequenceStep } from '../core/sequence/sequence.ts';
import type { Retrier } from '../state-machines/asl.ts';
import { HEAL_RETRIER } from '../state-machines/retriers.ts';

const HOUR = 3600;

/** The fields of a retry that its duration depends on. */
type Delays = Pick<Retrier, 'BackoffRate' | 'IntervalSeconds' | 'MaxAttempts' | 'MaxDelaySeconds'>;

/**
 * Names the steps for which an operator has to decide if a reply was lost and the idempotency key has expired, because they
 * cannot be probed: by their own retries and heals, if these take longer than the key lasts, or else by a later run.
 *
 * @returns a text for each step: where it is, what can happen, and what to change
 */
export function keyLifetimeWarnings(sequences: readonly Sequence[], catalog: PluginCatalog): readonly string[] {
  const found = sequences.flatMap(({ name, steps }) =>
    steps.map((step) => ({ name, id: step.id, warning: warningOf(step, catalog) })),
  );
  const bySteps = Map.groupBy(found, ({ id, warning }) => (warning === undefined ? undefined : `${id}: ${warning}`));
  return [...bySteps].flatMap(([text, places]) =>
    text === undefined ? [] : [`${text} Sequences: ${places.map(({ name }) => name).join(', ')}.`],
  );
}

function warningOf(step: SequenceStep, catalog: PluginCatalog): string | undefined {
  const plugin = catalog.get(step.name);
  const { forHours = 'ever' } = (plugin && idempotencyOf(plugin, step.options)) ?? {};
  if (forHours === 'ever' || step.probes) return undefined;
  const seconds = longestSeconds(step);
  const isTooLong = seconds > forHours * HOUR;
  const late = isTooLong
    ? `Its ${step.critical ? 'retries' : 'retries and heals'} can take ${hours(seconds)} h`
    : 'A resume, or a wait that the partner asks for, can come later';
  const end = step.critical ? 'its order is held' : 'it stays degraded';
  const probe = plugin?.probe === undefined ? 'Add a probe to its plugin' : 'Set the option for probes, e.g. statusUrl';
  const advice = isTooLong ? `${probe}, or shorten its retry` : probe;
  return `cannot be probed, and a repeat is recognised for ${hours(forHours * HOUR)} h only. ${late}: then nothing is sent, and ${end} until an operator looks. ${advice}.`;
}

/** Returns the longest time from the first attempt to the end of the last automatic one. */
function longestSeconds({ critical, retry, timeoutSeconds }: SequenceStep): number {
  const attempt = timeoutSeconds + STEP_HOST_MARGIN_SECONDS;
  const retries: Delays = {
    IntervalSeconds: retry.intervalSeconds,
    MaxAttempts: retry.maxAttempts,
    BackoffRate: retry.backoffRate,
  };
  return spanOf(retries, attempt) + (critical ? 0 : spanOf(HEAL_RETRIER, attempt));
}

function spanOf(
  { BackoffRate, IntervalSeconds, MaxAttempts, MaxDelaySeconds }: Delays,
  attemptSeconds: number,
): number {
  const most = MaxDelaySeconds ?? Number.POSITIVE_INFINITY;
  const delays = Array.from({ length: MaxAttempts }, (_, made) =>
    Math.min(IntervalSeconds * BackoffRate ** made, most),
  );
  return delays.reduce((sum, delay) => sum + delay + attemptSeconds, attemptSeconds);
}

function hours(seconds: number): string {
  return String(Math.round((seconds / HOUR) * 10) / 10);
}
