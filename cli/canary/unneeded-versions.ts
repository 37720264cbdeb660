import type { Edition } from '../../core/editions/edition.ts';
import { editionsAt, type Rollout } from '../../core/editions/rollout.ts';
import type { EditionStore } from '../../lambdas/editions/edition-store.ts';
import type { FunctionVersion, FunctionVersions } from './function-versions.ts';
import type { MachineVersion, MachineVersions } from './machine-versions.ts';

/** What the search for versions that nothing needs reads. */
export interface UnneededPorts {
  readonly editions: Pick<EditionStore, 'edition'>;
  readonly machines: MachineVersions;
  readonly functions: Pick<FunctionVersions, 'list'>;
  /** Returns the ids of the editions of the orders that are under way. */
  editionsUnderWay(): Promise<ReadonlySet<string>>;
}

/** Versions by whether anything needs them. */
export interface SortedVersions {
  readonly machines: readonly MachineVersion[];
  readonly functions: readonly FunctionVersion[];
  /** How many are kept, and why, in words. */
  readonly kept: ReadonlyMap<string, number>;
}

/** How long a version is kept after anything may have chosen it: functions trust what they have read for seconds. */
const GRACE_MS = 86_400_000;

/** The ARN of a version of a function, in a definition. */
const FUNCTION_VERSION = /:function:([A-Za-z0-9_-]+):(\d+)/g;

/**
 * Returns the versions of state machines and functions that no execution and no edition needs any more. What cannot be known counts as needed.
 *
 * @throws EditionMissing an edition that is needed is not in the table
 */
export async function unneededVersions(rollout: Rollout, ports: UnneededPorts, now: Date): Promise<SortedVersions> {
  const kept = new Map<string, number>();
  const keep = (why: string) => void kept.set(why, (kept.get(why) ?? 0) + 1);
  const editions = await neededEditions(rollout, ports, now);
  const isYoung = ({ createdAt }: { readonly createdAt: Date }) => !(now.getTime() - createdAt.getTime() >= GRACE_MS);

  const unneeded: MachineVersion[] = [];
  /** `<name>:<number>` of the versions of functions that a definition names. */
  const named = new Set<string>();
  let hasUnversioned = false;
  for (const machine of await ports.machines.machines()) {
    const versions = await ports.machines.versions(machine);
    const latest = functionsIn(await ports.machines.definition(machine));
    for (const name of latest) named.add(name);
    // Other machines have no versions, and invoke functions without one.
    if (versions.length === 0 && latest.length === 0) continue;
    hasUnversioned ||= await ports.machines.hasUnversioned(machine, now);
    const newest = Math.max(...versions.map(({ number }) => number));
    for (const version of versions) {
      const why = isYoung(version)
        ? 'published within a day'
        : version.number === newest
          ? 'the newest of its machine'
          : editions.some(({ machines }) => machines[machine] === version.number)
            ? 'of an edition in use'
            : (await ports.machines.isInUse(version, now))
              ? 'of executions that run, just ended, or can be redriven'
              : undefined;
      if (why === undefined) unneeded.push(version);
      else {
        keep(why);
        for (const name of functionsIn(await ports.machines.definition(machine, version.number))) named.add(name);
      }
    }
  }

  const functions: FunctionVersion[] = [];
  const all = await ports.functions.list();
  for (const [, versions] of Map.groupBy(all, ({ name }) => name)) {
    const newest = Math.max(...versions.map(({ number }) => number));
    for (const version of versions) {
      const why = isYoung(version)
        ? 'published within a day'
        : version.number === newest
          ? 'the newest of its function'
          : named.has(`${version.name}:${version.number}`)
            ? 'named by a state machine that is kept'
            : hasUnversioned
              ? 'perhaps named by an execution without a version'
              : undefined;
      if (why === undefined) functions.push(version);
      else keep(why);
    }
  }
  return { machines: unneeded, functions, kept };
}

/** Returns the editions that new or unfinished orders may take. */
async function neededEditions(rollout: Rollout, ports: UnneededPorts, now: Date): Promise<readonly Edition[]> {
  const recently = new Date(now.getTime() - GRACE_MS).toISOString();
  const before = editionsAt(rollout.events, recently);
  const since = rollout.events.filter(({ at }) => at > recently).map(({ edition }) => edition);
  const ids = new Set(
    [rollout.current, rollout.candidate?.id, before.current, before.candidate, ...since].filter(
      (id) => id !== undefined,
    ),
  );
  for (const id of await ports.editionsUnderWay()) ids.add(id);
  return Promise.all([...ids].map((id) => ports.editions.edition(id)));
}

function functionsIn(definition: string): readonly string[] {
  return [...definition.matchAll(FUNCTION_VERSION)].map(([, name, number]) => `${name}:${number}`);
}
