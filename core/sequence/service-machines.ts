/** Reruns the non-critical steps that an order went on without. */
export const HEAL_MACHINE = 'heal';

/** Undoes the steps of a cancelled order, if the tenant compensates. */
export const UNDO_MACHINE = 'undo';

/** Delivers one event to one webhook. */
export const WEBHOOK_DELIVERY = 'webhook-delivery';

/** Ids of the state machines that every tenant has besides its sequences' own; no sequence may use these names. */
export const SERVICE_MACHINES = [HEAL_MACHINE, UNDO_MACHINE, WEBHOOK_DELIVERY] as const;
