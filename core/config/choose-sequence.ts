import type { JsonObject } from '../json.ts';
import { factsOf, type OrderFacts } from '../order/order-facts.ts';
import type { RunEdition } from '../order/run-edition.ts';
import type { OverrideVerdict, Sequence } from '../sequence/sequence.ts';
import type { OverrideConfig } from './tenant-config.ts';

/** The sequence of an order, and why it was chosen. */
export interface ResolvedSequence {
  readonly sequence: Sequence;
  readonly facts: OrderFacts;
  /** What was found about each override, in order, up to the one that matched; about all if none did. */
  readonly why: readonly OverrideVerdict[];
  /** The version of the tenant's config, see `configVersion`. */
  readonly configVersion: string;
  /** The edition that the sequence belongs to. Absent without `aws.canary`. */
  readonly edition?: RunEdition;
}

/** The sequences of a config, and what chooses among them. */
export interface BuiltSequences {
  readonly overrides: readonly OverrideConfig[];
  /** What `buildSequences` returns for the config: the default one, then one per override. */
  readonly sequences: readonly Sequence[];
  /** The version of the config, see `configVersion`. */
  readonly configVersion: string;
}

/** Finds the sequence of an order among sequences that are already built. */
export function chooseSequence(
  { configVersion, overrides, sequences }: BuiltSequences,
  order: JsonObject,
): ResolvedSequence {
  const facts = factsOf(order);
  const verdicts = overrides.map((override) => verdictOf(override, facts));
  const winner = verdicts.findIndex((verdict) => verdict.matched);
  const sequence = sequences[winner + 1];
  if (sequence === undefined) throw new TypeError('Expected a default sequence and one per override.');
  const why = winner === -1 ? verdicts : verdicts.slice(0, winner + 1);
  return { sequence, facts, why, configVersion };
}

function verdictOf({ name, match }: OverrideConfig, facts: OrderFacts): OverrideVerdict {
  const mismatches = [
    mismatchOfValue('order type', match.orderType, facts.orderType),
    mismatchOfValue('processing type', match.processingType, facts.processingType),
    mismatchOfOffers(match.offerType, facts.offerTypes),
  ].filter((mismatch) => mismatch !== undefined);
  return mismatches.length === 0
    ? { override: name, matched: true, reason: sentence(`all conditions hold: ${conditionsOf(match)}`) }
    : { override: name, matched: false, reason: sentence(mismatches.join('; ')) };
}

function mismatchOfValue(what: string, expected: readonly string[] | undefined, found: string): string | undefined {
  return expected === undefined || expected.includes(found)
    ? undefined
    : `the ${what} is ${found}, not ${listed(expected)}`;
}

function mismatchOfOffers(expected: readonly string[] | undefined, found: readonly string[]): string | undefined {
  if (expected === undefined) return undefined;
  if (found.length === 0) return `the order has no items, so no offer type is ${listed(expected)}`;
  const others = found.filter((type) => !expected.includes(type));
  if (others.length === 0) return undefined;
  return others.length === found.length
    ? `the offer type is ${found.join(' and ')}, not ${listed(expected)}`
    : `the items have mixed offer types (${found.join(' and ')}), but all must be ${listed(expected)}`;
}

function conditionsOf(match: OverrideConfig['match']): string {
  return Object.entries(match)
    .map(([fact, values = []]) => `${fact} is ${listed(values)}`)
    .join(', ');
}

function listed(values: readonly string[]): string {
  return values.join(' or ');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
