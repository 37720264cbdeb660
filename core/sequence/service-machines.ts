/** State machine that heals failed non-critical steps. */
export const HEAL_MACHINE = 'heal';

/** State machine that undoes the steps of a cancelled order, if the tenant compensates. */
export const UNDO_MACHINE = 'undo';

/** State machine that delivers one event to one webhook. */
export const WEBHOOK_DELIVERY = 'webhook-delivery';

/** The state machines of every tenant besides those of its sequences. No sequence may have these names. */
export const SERVICE_MACHINES = [HEAL_MACHINE, UNDO_MACHINE, WEBHOOK_DELIVERY] as const;
