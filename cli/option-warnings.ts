import { DEFAULT_SEQUENCE } from '../core/config/build-sequences.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { JsonValue } from '../core/json.ts';
import { type OrderType, orderTypeOf } from '../core/order/order-types.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import type { Sequence, SequenceStep } from '../core/sequence/sequence.ts';

/** The type that a sequence is asked about if it names none: every business sells something. */
const USUAL_TYPES: readonly OrderType[] = ['new'];

/**
 * Names the steps that would refuse every order of a type, because all options that could serve it are empty, such as a billing step
 * without rate plans. Steps with `when` are left out: they may not run for that type.
 */
export function optionWarnings(
  sequences: readonly Sequence[],
  overrides: TenantConfig['overrides'],
  catalog: PluginCatalog,
): readonly string[] {
  const found = sequences.flatMap(({ name, steps }) => {
    const types = typesOf(name, overrides);
    return steps.flatMap((step) => refusals(step, types, catalog)).map((text) => ({ name, text }));
  });
  return [...Map.groupBy(found, ({ text }) => text)].map(
    ([text, places]) => `${text} Sequences: ${places.map(({ name }) => name).join(', ')}.`,
  );
}

function typesOf(sequence: string, overrides: TenantConfig['overrides']): readonly OrderType[] {
  if (sequence !== DEFAULT_SEQUENCE)
    return (
      overrides.find(({ name }) => name === sequence)?.match.orderType?.flatMap((type) => orderTypeOf(type) ?? []) ??
      USUAL_TYPES
    );
  const taken = overrides.flatMap(({ match: { orderType = [], ...others } }) =>
    Object.values(others).every((value) => value === undefined) ? orderType.map(orderTypeOf) : [],
  );
  return USUAL_TYPES.filter((type) => !taken.includes(type));
}

function refusals({ id, name, options, when }: SequenceStep, types: readonly OrderType[], catalog: PluginCatalog) {
  if (when !== undefined) return [];
  return types.flatMap((type) => {
    const needed = catalog.get(name)?.neededOptions?.[type] ?? [];
    if (needed.length === 0 || needed.some((option) => !isEmpty(options[option]))) return [];
    return [`${id}: refuses every order of type ${type}, since it has no ${needed.join(' or ')}. Fill it in.`];
  });
}

function isEmpty(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
