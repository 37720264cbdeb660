import type { JsonValue } from '../../../core/json.ts';
import type { StateOf } from '../definition/state-schema.ts';
import { evaluateInteger, evaluationFailure, kindOf } from '../expressions/evaluate-template.ts';
import { type Begun, exitWithResult } from './leave-state.ts';
import { requirePayloadSize, type StateVisit } from './state-visit.ts';

/** Limit of concurrent iterations of an inline Map. Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MAX_INLINE_CONCURRENCY = 40;

/** Map: runs its processor for every item. Its result is the list of their outputs, in the order of the items. */
export async function beginMap(visit: StateVisit, state: StateOf<'Map'>): Promise<Begun> {
  const { branch } = visit;
  const items = state.Items === undefined ? branch.input : await visit.evaluate(state.Items, 'Items');
  if (!Array.isArray(items)) {
    throw evaluationFailure(`The field 'Items' expects an array, but was ${kindOf(items)}.`, 'Items');
  }
  requirePayloadSize(items, branch.state, 'has items');
  const asked = await evaluateInteger(visit.scope(), state.MaxConcurrency ?? 0, 'MaxConcurrency');
  const inputs = await selectInputs(visit, state, items);
  visit.record('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  if (items.length === 0) {
    visit.record('MapStateSucceeded');
    return { exit: exitWithResult(state, []) };
  }
  const concurrency = Math.min(asked === 0 ? MAX_INLINE_CONCURRENCY : asked, MAX_INLINE_CONCURRENCY);
  return { activity: { kind: 'fork', inputs, concurrency } };
}

async function selectInputs(
  visit: StateVisit,
  state: StateOf<'Map'>,
  items: readonly JsonValue[],
): Promise<readonly JsonValue[]> {
  if (state.ItemSelector === undefined) return items;
  const inputs: JsonValue[] = [];
  for (const [Index, Value] of items.entries()) {
    const input = await visit.evaluate(state.ItemSelector, 'ItemSelector', { item: { Index, Value } });
    requirePayloadSize(input, visit.branch.state, 'has an item');
    inputs.push(input);
  }
  return inputs;
}
