import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { Sequence, SequenceStep } from '../sequence/sequence.ts';
import type { OverrideConfig, TenantConfig } from './tenant-config.ts';

/** A version of a tenant, with its sequences built. */
export interface TenantVersion {
  readonly config: TenantConfig;
  readonly sequences: readonly Sequence[];
}

/** What differs under one heading, e.g. a sequence, in words. */
export interface Difference {
  readonly about: string;
  readonly lines: readonly string[];
}

/** Longest value that is shown in full, in characters. */
const MAX_SHOWN = 80;

/** Settings of the tenant that no sequence shows. */
const IN_SEQUENCES = ['tenant', 'processOrder', 'postProcessOrder', 'overrides'];

/** Returns how the steps, the selection of sequences and the other settings of two versions differ; empty if they do not. */
export function differencesOf(before: TenantVersion, after: TenantVersion): readonly Difference[] {
  return [
    { about: 'Which orders take which sequence', lines: overrideLines(before.config, after.config) },
    ...sequenceDifferences(before.sequences, after.sequences),
    { about: 'Other settings', lines: settingLines(before.config, after.config) },
  ].filter(({ lines }) => lines.length > 0);
}

function overrideLines(before: TenantConfig, after: TenantConfig): readonly string[] {
  const [old, now] = [byName(before.overrides), byName(after.overrides)];
  const changed = [...now].flatMap(([name, override]) => {
    const earlier = old.get(name);
    if (earlier === undefined) return [`${name}: new, for ${conditionsOf(override)}`];
    const [was, is] = [conditionsOf(earlier), conditionsOf(override)];
    return was === is ? [] : [`${name}: for ${is}; before for ${was}`];
  });
  const removed = [...old.keys()].filter((name) => !now.has(name)).map((name) => `${name}: removed`);
  const orderOf = (names: Iterable<string>, others: ReadonlyMap<string, unknown>) =>
    [...names].filter((name) => others.has(name)).join(', ');
  const [first, second] = [orderOf(old.keys(), now), orderOf(now.keys(), old)];
  return [...changed, ...removed, ...(first === second ? [] : [`checked in the order ${second}; before ${first}`])];
}

function conditionsOf({ match }: OverrideConfig): string {
  const conditions = Object.entries(match).flatMap(([field, values]) =>
    values === undefined ? [] : [`${field} ${values.join(' or ')}`],
  );
  return conditions.join(' and ') || 'every order';
}

function sequenceDifferences(before: readonly Sequence[], after: readonly Sequence[]): readonly Difference[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => {
    const [earlier, later] = [old.get(name), now.get(name)];
    const about = `Sequence ${name}`;
    if (earlier === undefined) return { about, lines: [`new: ${idsOf(later?.steps ?? []).join(', ')}`] };
    if (later === undefined) return { about, lines: ['removed'] };
    return { about, lines: earlier.version === later.version ? [] : stepLines(earlier, later) };
  });
}

function stepLines(before: Sequence, after: Sequence): readonly string[] {
  const [old, now] = [new Map(before.steps.map(withId)), new Map(after.steps.map(withId))];
  const removed = before.steps.filter(({ id }) => !now.has(id)).map(({ id }) => `${id}: removed`);
  const changed = after.steps.flatMap((step, index) => {
    const earlier = old.get(step.id);
    if (earlier === undefined) return [`${step.id}: added ${placeOf(after.steps, index)}`];
    return changesIn(step.id, { ...earlier }, { ...step });
  });
  const kept = (steps: readonly SequenceStep[]) =>
    idsOf(steps.filter(({ id }) => old.has(id) && now.has(id))).join(', ');
  const moved =
    kept(before.steps) === kept(after.steps)
      ? []
      : [`order of the steps: ${kept(after.steps)}; before ${kept(before.steps)}`];
  const policy = changesIn('onCriticalFailure', before.onCriticalFailure, after.onCriticalFailure);
  return [...removed, ...changed, ...moved, ...policy];
}

function placeOf(steps: readonly SequenceStep[], index: number): string {
  const earlier = steps[index - 1];
  return earlier === undefined ? 'as the first step' : `after ${earlier.id}`;
}

function settingLines(before: TenantConfig, after: TenantConfig): readonly string[] {
  const others = (config: TenantConfig): JsonObject =>
    Object.fromEntries(
      Object.entries(JSON.parse(JSON.stringify(config)) as JsonObject).filter(([key]) => !IN_SEQUENCES.includes(key)),
    );
  return changesIn('', others(before), others(after));
}

/** Compares two values field by field. @param path where they are, shown before each change */
function changesIn(path: string, before: unknown, after: unknown): readonly string[] {
  const [old, now] = [before as JsonValue | undefined, after as JsonValue | undefined];
  if (isJsonObject(old) && isJsonObject(now)) {
    const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return fields.flatMap((field) => changesIn(path === '' ? field : `${path}.${field}`, old[field], now[field]));
  }
  const [was, is] = [shown(old), shown(now)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  if (old === undefined) return [`${path}: ${is}, new`];
  return now === undefined ? [`${path}: removed, before ${was}`] : [`${path}: ${is}, before ${was}`];
}

function shown(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function byName<Named extends { readonly name: string }>(list: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(list.map((each) => [each.name, each]));
}

const withId = (step: SequenceStep): readonly [string, SequenceStep] => [step.id, step];
const idsOf = (steps: readonly SequenceStep[]): readonly string[] => steps.map(({ id }) => id);
