import type { Activity } from '../execution/branch.ts';
import type { StateExit } from '../execution/leave-state.ts';

/** What comes of entering a state: it is left at once, or it does something that takes time. */
export type Begun = { exit: StateExit } | { activity: Activity };
