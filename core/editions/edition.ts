import { createHash } from 'node:crypto';
import type { OverrideConfig } from '../config/tenant-config.ts';
import type { MachineVersions, RunEdition } from '../order/run-edition.ts';
import type { Sequence } from '../sequence/sequence.ts';
import { HEAL_MACHINE, PROBE_MACHINE, UNDO_MACHINE } from '../sequence/service-machines.ts';

/** What a deployment made for orders, in fixed versions: config, sequences, state machines, and the functions that these invoke. */
export interface Edition {
  /** Characters of `A-Za-z0-9.`, at most `MAX_EDITION_ID`. */
  readonly id: string;
  /** The version of the tenant's config. */
  readonly configVersion: string;
  readonly overrides: readonly OverrideConfig[];
  /** The default sequence, then one per override. */
  readonly sequences: readonly Sequence[];
  /** The version of each state machine, by the machine's id. */
  readonly machines: MachineVersions;
}

/** The state machines, besides those of the sequences, that serve a run and thus belong to its edition. */
export const SERVICE_MACHINES_OF_EDITIONS: readonly string[] = [HEAL_MACHINE, UNDO_MACHINE, PROBE_MACHINE];

/** Returns what a run of a sequence records of its edition. */
export function runEditionOf({ id, machines }: Edition, sequence: string, canary: boolean): RunEdition {
  const serving = [sequence, ...SERVICE_MACHINES_OF_EDITIONS];
  return {
    id,
    canary,
    machines: Object.fromEntries(Object.entries(machines).filter(([machine]) => serving.includes(machine))),
  };
}

/**
 * Returns whether a new order belongs to the share that gets a candidate. Always the same for an order and a candidate; other orders
 * for the next candidate.
 *
 * @param percent 0 to 100
 */
export function isInShare(orderId: string, edition: string, percent: number): boolean {
  const hash = createHash('sha256').update(`${edition} ${orderId}`).digest().readUInt32BE(0);
  return (hash / 2 ** 32) * 100 < percent;
}
