import { parseDefinition } from '../definition/parse-definition.ts';
import type { StateMachineDefinition } from '../definition/state-machine-definition.ts';
import type { MachineStore, StoredDefinition } from '../journal/machine-store.ts';

/** A revision of a state machine, as stored and ready to run. */
export interface LoadedDefinition {
  stored: StoredDefinition;
  definition: StateMachineDefinition;
}

/** Parses each revision once. */
export interface DefinitionCache {
  /** @throws Error when a stored definition does not parse any more. */
  find(id: number): LoadedDefinition;
}

/** Makes a cache over the machine store. */
export function createDefinitionCache(machines: MachineStore): DefinitionCache {
  const loaded = new Map<number, LoadedDefinition>();
  return {
    find(id) {
      const known = loaded.get(id);
      if (known !== undefined) return known;
      const stored = machines.definition(id);
      const parsed = parseDefinition(stored.text);
      if (!parsed.ok) {
        const reasons = parsed.diagnostics.map(({ message, location }) => `${message} at ${location}`).join('; ');
        throw new Error(`Expected definition ${id} of the journal to be valid, found: ${reasons}`);
      }
      const fresh = { stored, definition: parsed.definition };
      loaded.set(id, fresh);
      return fresh;
    },
  };
}
