import type { LambdaFunction } from './lambda-function.ts';

/** Functions that share execution environments. */
export interface FunctionGroup {
  /** The name of the group, or the id of a function that shares with no other. */
  readonly id: string;
  /** At least one. */
  readonly functions: readonly LambdaFunction[];
  /** Environment variables of all of them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Limit of the JavaScript heap: that of the largest function. It stops what grows without end, and is no budget. */
  readonly memoryMb: number;
}

/** Functions of a group have different values for an environment variable, so that a thread cannot hold both. */
export class EnvironmentsConflict extends Error {
  override readonly name = 'EnvironmentsConflict';

  /** @param ids the two functions */
  constructor(group: string, variable: string, ids: readonly [string, string]) {
    // The values may be secrets.
    super(
      `Expected the functions of the group "${group}" to agree on ${variable}, found different values in "${ids[0]}" and "${ids[1]}". ` +
        'Give one of them another name, or put the functions into different groups.',
    );
  }
}

/**
 * Returns the groups of functions, in the order of their first functions.
 *
 * @throws EnvironmentsConflict functions of a group have different values for a variable
 */
export function groupFunctions(functions: readonly LambdaFunction[]): readonly FunctionGroup[] {
  const groups = Map.groupBy(functions, ({ id, group }) => group ?? id);
  return [...groups].map(([id, members]) => ({
    id,
    functions: members,
    environment: mergedEnvironment(id, members),
    memoryMb: Math.max(...members.map(({ memoryMb }) => memoryMb)),
  }));
}

function mergedEnvironment(group: string, functions: readonly LambdaFunction[]): Record<string, string> {
  const merged = new Map<string, { readonly value: string; readonly id: string }>();
  for (const { id, environment } of functions)
    for (const [name, value] of Object.entries(environment)) {
      const known = merged.get(name) ?? { value, id };
      if (known.value !== value) throw new EnvironmentsConflict(group, name, [known.id, id]);
      merged.set(name, known);
    }
  return Object.fromEntries([...merged].map(([name, { value }]) => [name, value]));
}
