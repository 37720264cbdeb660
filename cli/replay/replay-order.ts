import { dollarsPerMillion } from '../../blueprint/price-differences.ts';
import { chooseSequence } from '../../core/config/choose-sequence.ts';
import { configVersion } from '../../core/config/config-version.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { timeZoneOf } from '../../core/config/time-zone.ts';
import { ExpressionInvalid } from '../../core/expression/expression-invalid.ts';
import { canonicalJson, type JsonObject } from '../../core/json.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';
import { decideStep, orderForPlugin, type StepDecision } from '../../lambdas/step-host/decide-step.ts';
import type { RecordedOrder, RecordedStep } from '../orders/recorded-order.ts';
import { compareJson } from './compare.ts';
import { compareRequests, differenceOf, requestName } from './compare-requests.ts';
import type { OrderDifference, ReplayedOrder, ReplayGap } from './differences.ts';
import { decidingAttempt, type ReplayedStep, replayStep, requestsOf, wasCutOff } from './replay-step.ts';

/** A version of a tenant with the plugins that run its steps. */
export interface ReplayVersion {
  readonly config: TenantConfig;
  readonly sequences: readonly Sequence[];
  readonly plugins: ReadonlyMap<string, Plugin>;
}

/** An order under way in a replay. */
interface Replay {
  readonly recorded: RecordedOrder;
  readonly version: ReplayVersion;
  /** The sequence that it ran through; undefined if the config of that time is not known. */
  readonly former: Sequence | undefined;
  /** The order as expressions and plugins see it. */
  readonly order: JsonObject;
  readonly results: Readonly<Record<string, JsonObject>>;
}

/** The outcome of a step. */
interface StepEnd {
  readonly differences: readonly OrderDifference[];
  /** What later steps read. @default nothing: the step did not succeed */
  readonly output?: JsonObject;
  /** Whether the order fails here. */
  readonly fails?: true;
  readonly ended?: ReplayGap;
  /** Set if the step was compared only up to a request. */
  readonly inPart?: ReplayGap;
}

/** Outcomes after which an order with this critical step does not continue. */
const STOPS: readonly string[] = ['declined', 'failed', 'transient', 'unknown'];

const MASKED_ONLY = /^\[(?:redacted|personal|erased)\]$/;

/**
 * Runs a recorded order through a version of its tenant: chooses the sequence, evaluates every expression and runs the plugins, with the
 * recorded answers of partners and results of steps. Nothing is sent.
 *
 * @param former the sequence that it ran through; undefined if the config of that time is not known
 */
export async function replayOrder(
  recorded: RecordedOrder,
  version: ReplayVersion,
  former: Sequence | undefined,
): Promise<ReplayedOrder> {
  const order = orderForPlugin({ id: recorded.id, createdAt: recorded.created_at, payload: recorded.payload });
  const { config, sequences } = version;
  const built = { overrides: config.overrides, sequences, configVersion: configVersion(config) };
  const { sequence } = chooseSequence(built, recorded.payload);
  const differences = [...sequenceDifference(recorded, sequence), ...removedSteps(recorded, sequence)];
  const results: Record<string, JsonObject> = {};
  const inPart = removedBeforeTheyRan(recorded, sequence);
  let ended: ReplayGap | undefined;
  for (const step of sequence.steps) {
    const end = await replayOne(step, { recorded, version, former, order, results });
    differences.push(...end.differences);
    if (end.inPart !== undefined) inPart.push(end.inPart);
    ended = end.ended;
    if (end.fails || ended !== undefined) break;
    if (end.output !== undefined) results[step.id] = end.output;
  }
  differences.push(...orderOfSteps(recorded, sequence), ...priceDifference(sequence, former));
  return {
    id: recorded.id,
    orderType: recorded.order_type,
    differences,
    ...(inPart.length > 0 && { inPart }),
    ...(ended !== undefined && { ended }),
  };
}

async function replayOne(step: SequenceStep, replay: Replay): Promise<StepEnd> {
  const { order, recorded, results } = replay;
  const found = recorded.steps.find(({ id }) => id === step.id);
  const record = found?.name === step.name ? found : undefined;
  const attempt = decidingAttempt(record);
  if (isStillToRun(recorded, record)) return { differences: [], ended: { step: step.id, why: STILL_TO_RUN } };
  const decision = await decideStep({ step, results }, order).catch((error: unknown) => {
    if (error instanceof ExpressionInvalid) return error;
    throw error;
  });
  if (decision instanceof ExpressionInvalid) {
    const text = `${step.id} would fail: ${decision.message}`;
    const isNew = attempt?.outcome !== 'failed';
    return { differences: isNew ? [{ kind: 'outcome', text }] : [], ...(step.critical && { fails: true }) };
  }
  if (!decision.run) {
    const text = `${step.id} would be skipped: ${decision.reason}`;
    return { differences: attempt === undefined ? [] : [{ kind: 'removed', text }], output: {} };
  }
  const added = attempt === undefined ? [addedStep(step, found)] : [];
  const end = await runRecorded(step, decision, record, replay);
  return { ...end, differences: [...added, ...end.differences] };
}

function addedStep({ id, name }: SequenceStep, found: RecordedStep | undefined): OrderDifference {
  if (found === undefined) return { kind: 'added', text: `${id} would run` };
  if (found.name !== name) return { kind: 'added', text: `${id} would run ${name}, before ${found.name}` };
  if (found.skipped !== null)
    return { kind: 'added', text: `${id} would run, before it was skipped: ${found.skipped}` };
  return { kind: 'added', text: `${id} would run, because the order would get further than before` };
}

/** Runs the plugin of a step, unless what it would do is in the record already or cannot be known. */
async function runRecorded(
  step: SequenceStep,
  { order: selected }: Extract<StepDecision, { readonly run: true }>,
  record: RecordedStep | undefined,
  replay: Replay,
): Promise<StepEnd> {
  const { order, recorded, results, version } = replay;
  const plugin = version.plugins.get(step.name);
  if (plugin === undefined) throw new TypeError(`Expected a plugin ${step.name} for step ${step.id}.`);
  if (plugin.reads !== undefined) return fromRecord(step, record, replay);

  const attempt = decidingAttempt(record);
  const problems = plugin.check?.(selected, plugin.options.parse(step.options)) ?? [];
  if (problems.length > 0 && (attempt === undefined || !STOPS.includes(attempt.outcome))) {
    const differences = problems.map(({ message, path }) => {
      const where = path === '' ? '' : ` at ${path.replaceAll(/\d+/g, '…')}`;
      return { kind: 'check' as const, text: `${step.id} would refuse the order${where}: ${message}` };
    });
    return { differences, ...(step.critical && { fails: true }) };
  }
  const { basicAuth } = version.config.outbound;
  const replayed = await replayStep({
    ...{ recorded, order, selected, results, step, plugin, basicAuth },
    tenant: version.config.tenant,
    timeZone: timeZoneOf(version.config),
    ...(record !== undefined && { record }),
  });
  return compareStep(step, record, replayed, recorded);
}

function compareStep(
  step: SequenceStep,
  record: RecordedStep | undefined,
  replayed: ReplayedStep,
  recorded: RecordedOrder,
): StepEnd {
  const attempt = decidingAttempt(record);
  const { answers, requests } = replayed;
  const missing = answers.missing();
  const changed = answers.used.flatMap((callout, index) => {
    const now = requests[index];
    return now === undefined ? [] : compareRequests(step.id, callout, now);
  });
  if (attempt !== undefined && wasCutOff(attempt)) {
    const why = 'its last attempt was cut off, so that the record does not have all that it sent';
    return {
      differences: changed,
      inPart: { step: step.id, why },
      ...(record?.output && { output: record.output }),
      ...(step.critical && recorded.status !== 'complete' && { fails: true }),
    };
  }
  if (missing !== undefined) {
    const [method = '', endpoint = ''] = missing.request.split(/ (.*)/s);
    const request = requestName(method, endpoint);
    const isNew = attempt !== undefined && missing.isUnknown;
    const differences: OrderDifference[] = isNew
      ? [{ kind: 'requests', text: `${step.id} would send ${request}` }]
      : [];
    const gap = { step: step.id, why: `${request}: ${missing.why}` };
    const kept = attempt?.outcome === 'succeeded' && !missing.isUnknown ? record?.output : undefined;
    return { differences: [...changed, ...differences], ...(kept ? { inPart: gap, output: kept } : { ended: gap }) };
  }
  const unsent = requestsOf(record, attempt).filter((callout) => !answers.used.includes(callout));
  const differences = [
    ...changed,
    ...unsent.map(({ endpoint, method }): OrderDifference => {
      return { kind: 'requests', text: `${step.id} would no longer send ${requestName(method, endpoint)}` };
    }),
    ...outcomeDifference(step, record, replayed),
  ];
  const { attempt: now, output } = replayed;
  if (now.outcome === 'waiting') {
    if (record?.output) return { differences, output: record.output };
    if (attempt?.outcome === 'declined') return { differences, ...(step.critical && { fails: true }) };
    return { differences, ended: { step: step.id, why: 'it waits for a callback that the record does not have' } };
  }
  if (now.outcome !== 'succeeded') {
    // An operator let the order continue: it has whatever the record has.
    const isKept = recorded.status === 'complete' && attempt !== undefined && STOPS.includes(attempt.outcome);
    const output = isKept && record?.output ? { output: record.output } : {};
    return { differences, ...output, ...(step.critical && !isKept && { fails: true }) };
  }
  const outputs = compareJson(record?.output ?? output, output).filter(
    ({ after }) => !(typeof after === 'string' && MASKED_ONLY.test(after)),
  );
  return {
    differences: [...differences, ...outputs.map((each) => differenceOf(`${step.id}, result`, each, 'outputs'))],
    // The record is complete, whereas answers of partners are redacted.
    ...(attempt?.kind !== 'heal' && { output: (outputs.length === 0 ? record?.output : undefined) ?? output ?? {} }),
  };
}

function outcomeDifference(
  { id }: SequenceStep,
  record: RecordedStep | undefined,
  { attempt: now }: ReplayedStep,
): readonly OrderDifference[] {
  const before = decidingAttempt(record);
  if (before === undefined || now.outcome === 'waiting') return [];
  const [was, is] = [before.error?.code, now.error?.code];
  if (before.outcome === now.outcome && was === is) return [];
  const ended = (outcome: string, code: string | undefined) => (code === undefined ? outcome : `${outcome} (${code})`);
  const text = `${id} would be ${ended(now.outcome, is)}, before ${ended(before.outcome, was)}`;
  return [{ kind: 'outcome', text, ...(now.error && { detail: now.error.message }) }];
}

/** A plugin that reads the tenant's own records finds others in a replay: its record answers if nothing that it decides by has changed. */
function fromRecord(step: SequenceStep, record: RecordedStep | undefined, { former, recorded }: Replay): StepEnd {
  const before = former?.steps.find(({ id }) => id === step.id);
  const attempt = decidingAttempt(record);
  if (attempt === undefined || before === undefined || canonicalJson(before.options) !== canonicalJson(step.options)) {
    const why = 'it reads the subscriptions of the account, which recorded orders do not have';
    return { differences: [], ended: { step: step.id, why } };
  }
  const stops = step.critical && STOPS.includes(attempt.outcome) && recorded.status !== 'complete';
  return { differences: [], ...(record?.output && { output: record.output }), ...(stops && { fails: true }) };
}

function sequenceDifference({ sequence: before }: RecordedOrder, { name }: Sequence): readonly OrderDifference[] {
  return before.name === name ? [] : [{ kind: 'sequence', text: `${name}, before ${before.name}` }];
}

/** Lists the steps that ran and that the sequence does not have. */
function removedSteps({ steps }: RecordedOrder, sequence: Sequence): readonly OrderDifference[] {
  const known = new Set(sequence.steps.map(({ id }) => id));
  const removed = steps.filter((step) => decidingAttempt(step) !== undefined && !known.has(step.id));
  return removed.map(({ id }) => ({ kind: 'removed', text: `${id} would not run` }));
}

const STILL_TO_RUN = 'it had not run yet when the order was read';

/** Returns whether an order that is complete had still to run a step: it waits, or its turn had not come. */
function isStillToRun({ status }: RecordedOrder, record: RecordedStep | undefined): boolean {
  return status === 'complete' && record?.status === 'pending';
}

/** Whether such a step would have run is not known, so neither is whether its removal changes anything. */
function removedBeforeTheyRan(recorded: RecordedOrder, sequence: Sequence): ReplayGap[] {
  const known = new Set(sequence.steps.map(({ id }) => id));
  const removed = recorded.steps.filter((step) => !known.has(step.id) && isStillToRun(recorded, step));
  return removed.map(({ id }) => ({ step: id, why: STILL_TO_RUN }));
}

function orderOfSteps({ steps }: RecordedOrder, sequence: Sequence): readonly OrderDifference[] {
  const ran = steps.filter((step) => decidingAttempt(step) !== undefined).map(({ id }) => id);
  const now = sequence.steps.map(({ id }) => id).filter((id) => ran.includes(id));
  const before = ran.filter((id) => now.includes(id));
  return now.join() === before.join()
    ? []
    : [{ kind: 'order', text: `${now.join(', ')}; before ${before.join(', ')}` }];
}

function priceDifference(sequence: Sequence, former: Sequence | undefined): readonly OrderDifference[] {
  if (former === undefined) return [];
  const [was, is] = [dollarsPerMillion(former), dollarsPerMillion(sequence)];
  return was === is ? [] : [{ kind: 'price', text: `${sequence.name}: $${is}, before $${was}` }];
}
