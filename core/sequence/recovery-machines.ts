/** Runs the non-critical steps again that an order went on without. */
export const HEAL_MACHINE = 'heal';

/** Undoes the steps of a cancelled order, where the tenant compensates. */
export const UNDO_MACHINE = 'undo';

/** The state machines that a tenant has beside those of its sequences; no sequence may have their names. */
export const RECOVERY_MACHINES = [HEAL_MACHINE, UNDO_MACHINE] as const;
