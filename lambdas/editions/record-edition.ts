import type { BuiltSequences } from '../../core/config/choose-sequence.ts';
import { SERVICE_MACHINES_OF_EDITIONS } from '../../core/editions/edition.ts';
import { offer } from '../../core/editions/rollout.ts';
import type { PublishVersion } from '../step-functions.ts';
import type { EditionStore } from './edition-store.ts';

/** What is deployed, and dependencies of recording it. */
export interface RecordEditionPorts {
  readonly editions: Pick<EditionStore, 'add' | 'change' | 'rollout'>;
  readonly publishVersion: PublishVersion;
  /** Id of the edition that is deployed. */
  readonly edition: string;
  /** The share of new orders that a candidate gets. */
  readonly percent: number;
  /** Who deployed it; null if nobody said. */
  readonly by: string | null;
  /** Returns the sequences that are deployed. */
  readBuilt(): Promise<BuiltSequences>;
  now(): Date;
}

/**
 * Creates the function that records the edition which is deployed: publishes the versions of its state machines, stores it, and offers it to a
 * share of new orders. Only the first call writes; one that fails is made again by the next call.
 */
export function createRecordEdition(ports: RecordEditionPorts): () => Promise<void> {
  const { edition: id, editions, publishVersion } = ports;
  let isRecorded = false;

  async function publish(machines: readonly string[]): Promise<Record<string, number>> {
    const versions: Record<string, number> = {};
    // One after the other: hundreds at once would be throttled.
    for (const machine of machines) versions[machine] = await publishVersion(machine);
    return versions;
  }

  return async () => {
    if (isRecorded) return;
    const { candidate, current } = (await editions.rollout()) ?? {};
    if (id !== current && id !== candidate?.id) {
      const built = await ports.readBuilt();
      const names = built.sequences.map(({ name }) => name);
      const machines = await publish([...names, ...SERVICE_MACHINES_OF_EDITIONS]);
      const { configVersion, overrides, sequences } = built;
      await editions.add({ id, configVersion, overrides, sequences, machines });
    }
    const change = { at: ports.now().toISOString(), by: ports.by };
    await editions.change((rollout) => offer(rollout, id, ports.percent, change));
    isRecorded = true;
  };
}
