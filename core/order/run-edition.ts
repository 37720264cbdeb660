/** Most characters of the id of an edition. */
export const MAX_EDITION_ID = 200;

/** Versions of state machines, from 1, by the machine's id. */
export type MachineVersions = Readonly<Record<string, number>>;

/** The edition of a run, as its order records it. */
export interface RunEdition {
  readonly id: string;
  /** Whether the run was given the edition as a candidate. */
  readonly canary: boolean;
  /** The versions of the state machines that serve the run: that of its sequence, and those that heal, undo and probe. */
  readonly machines: MachineVersions;
}
