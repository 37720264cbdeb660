import { once } from 'node:events';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '../test-faults/random.ts';
import { createDisk, type Disk } from './disk.ts';
import { NOTHING_SURVIVES, someSurvive } from './disk-image.ts';
import { type Acknowledged, findIncomplete, findOffences, type Offence, sendOrders } from './orders.ts';
import { type DurableSystem, type SystemOptions, spawnSystem, startSystem } from './system.ts';
import { startTarget, tenantFile } from './target.ts';

/** Options of a campaign. */
export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  /** Whether the disk's syncs have no effect, which must lose orders. @default false */
  readonly syncLies?: boolean;
  /** Ends the campaign early. @default none */
  readonly maxSeconds?: number;
  onProgress?(line: string): void;
}

/** Result of a campaign. */
export interface CampaignResult {
  readonly kills: number;
  readonly killsDuringStart: number;
  readonly acknowledged: number;
  /** Orders of which the API had said that they are complete. */
  readonly acknowledgedComplete: number;
  readonly offences: readonly Offence[];
}

/** A folder is used for this many kills, then the next one is new, so that its creation is interrupted as well. */
const KILLS_PER_FOLDER = 25;
const START_KILL_SHARE = 0.2;
const LONGEST_START_MS = 1_500;
const LONGEST_LOAD_MS = 1_500;
const POLL_MS = 20;
const COMPLETE_TIMEOUT_MS = 120_000;

/**
 * Kills the system at random moments under load. After each kill the disk holds what was synced, and either nothing or some of
 * the rest. Every acknowledged order must be there after the restart, and complete in the end.
 *
 * @throws DiskUnavailable
 * @throws StartFailed the system does not start from what the disk holds
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const random = createRandom(`durability ${options.seed}`);
  const opened = new AsyncDisposableStack();
  try {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'durability-')));
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    const target = await startTarget();
    opened.defer(() => target.close());
    const file = join(directory, 'durability.json');
    await writeFile(file, JSON.stringify(tenantFile(target.url)));
    const result = { kills: 0, killsDuringStart: 0, acknowledged: 0, acknowledgedComplete: 0 };
    const offences: Offence[] = [];
    const end = Date.now() + (options.maxSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    while (result.kills < options.kills && Date.now() < end) {
      const disk = await createDisk({ directory });
      const kills = Math.min(KILLS_PER_FOLDER, options.kills - result.kills);
      const folder = await useFolder(
        { disk, tenantFile: file, targetUrl: target.url },
        { ...options, kills, random, end },
      );
      result.kills += folder.kills;
      result.killsDuringStart += folder.killsDuringStart;
      result.acknowledged += folder.acknowledged.size;
      result.acknowledgedComplete += [...folder.acknowledged.values()].filter(Boolean).length;
      offences.push(...folder.offences);
      options.onProgress?.(
        `${result.kills} of ${options.kills} kills, ${result.acknowledged} orders acknowledged, ${offences.length} lost or not complete`,
      );
    }
    return { ...result, offences };
  } finally {
    await opened.disposeAsync();
  }
}

interface FolderOptions extends Pick<CampaignOptions, 'kills' | 'syncLies'> {
  readonly random: Random;
  /** Epoch milliseconds after which no other kill follows. */
  readonly end: number;
}

interface FolderResult extends Pick<CampaignResult, 'kills' | 'killsDuringStart' | 'offences'> {
  readonly acknowledged: Acknowledged;
}

async function useFolder(
  system: SystemOptions & { readonly disk: Disk },
  { kills, syncLies = false, random, end }: FolderOptions,
): Promise<FolderResult> {
  const { disk } = system;
  const acknowledged: Acknowledged = new Map();
  const offences: Offence[] = [];
  let [done, duringStart] = [0, 0];
  for (; done < kills && Date.now() < end; done += 1) {
    disk.begin();
    if (random.next() < START_KILL_SHARE) {
      await killWhileStarting(system, random);
      duringStart += 1;
    } else {
      const running = await startSystem(system);
      offences.push(...(await orKilled(running, findOffences(running, acknowledged))));
      for (const { orderId } of offences) acknowledged.delete(orderId);
      // From now on, so that the folder exists at all.
      disk.set('syncLies', syncLies);
      const loading = new AbortController();
      const load = sendOrders(running, acknowledged, loading.signal);
      await Promise.race([load, untilMore(acknowledged)]);
      await wait(random.below(LONGEST_LOAD_MS));
      loading.abort();
      await kill(running);
      await load;
    }
    // Some of what was never synced would be no store at all.
    disk.crash(syncLies || random.next() < 0.5 ? NOTHING_SURVIVES : someSurvive(random.next));
    disk.set('syncLies', false);
  }
  disk.begin();
  const last = await startSystem(system);
  offences.push(...(await orKilled(last, findOffences(last, acknowledged))));
  for (const { orderId } of offences) acknowledged.delete(orderId);
  offences.push(...(await orKilled(last, findIncomplete(last, acknowledged, COMPLETE_TIMEOUT_MS))));
  await last.stop('SIGTERM');
  return { kills: done, killsDuringStart: duringStart, acknowledged, offences };
}

/** Waits for what a system is asked. If that fails, the campaign ends, and the system must not outlive it. */
async function orKilled<Result>(running: DurableSystem, asked: Promise<Result>): Promise<Result> {
  try {
    return await asked;
  } catch (error) {
    await kill(running);
    throw error;
  }
}

/** Waits until another order is acknowledged: right after a start the functions are still loading. */
async function untilMore(acknowledged: Acknowledged): Promise<void> {
  for (const before = acknowledged.size; acknowledged.size === before; ) await wait(POLL_MS);
}

/** @throws Error the system had ended by itself before */
async function kill(system: DurableSystem): Promise<void> {
  await system.stop('SIGKILL');
  const { code, errors } = await system.ended;
  if (code !== null)
    throw new Error(`Expected the system to run until the kill, found that it exited with ${code}.\n${errors}`);
}

async function killWhileStarting(system: SystemOptions, random: Random): Promise<void> {
  const starting = spawnSystem(system);
  const ended = once(starting, 'exit');
  await Promise.race([wait(random.below(LONGEST_START_MS)), ended]);
  starting.kill('SIGKILL');
  await ended;
}
