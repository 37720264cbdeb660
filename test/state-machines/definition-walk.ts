import type { State, StateMachineDefinition } from '../../state-machines/asl.ts';

/** Returns a state of a definition. @throws TypeError the definition has no such state */
export function stateOf({ States }: Pick<StateMachineDefinition, 'States'>, name: string): State {
  const state = States[name];
  if (state === undefined) throw new TypeError(`Expected a state "${name}", found ${Object.keys(States).join(', ')}.`);
  return state;
}

/** Returns the names of the states that an execution without errors goes through, in order. */
export function happyPath(definition: StateMachineDefinition): readonly string[] {
  const names: string[] = [];
  for (let name: string | undefined = definition.StartAt; name !== undefined; ) {
    if (names.includes(name)) throw new TypeError(`Expected no loop, found "${name}" again.`);
    names.push(name);
    const state = stateOf(definition, name);
    name = 'Next' in state ? state.Next : undefined;
  }
  return names;
}

/** Returns the states that may follow a state, after success and after an error. */
export function targetsOf(state: State): readonly string[] {
  if (state.Type === 'Fail') return [];
  const caught = 'Catch' in state ? (state.Catch ?? []) : [];
  return [...('Next' in state ? [state.Next] : []), ...caught.map(({ Next }) => Next)];
}

/** Returns every state that can be reached from the first one. */
export function reachableStates(definition: Pick<StateMachineDefinition, 'StartAt' | 'States'>): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    targetsOf(stateOf(definition, name)).forEach(visit);
  };
  visit(definition.StartAt);
  return reached;
}

/** Returns every string inside a value. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
