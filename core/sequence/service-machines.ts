/** State machine that heals failed non-critical steps. */
export const HEAL_MACHINE = 'heal';

/** State machine that undoes the steps of a cancelled order, if the tenant compensates. */
export const UNDO_MACHINE = 'undo';

/** State machine that probes a step for an operator. */
export const PROBE_MACHINE = 'probe-step';

/** State machine that delivers one event to one webhook. */
export const WEBHOOK_DELIVERY = 'webhook-delivery';

/** State machine that runs erasures. */
export const ERASURE_MACHINE = 'erasure';

/** State machine that prepares proposals and runs their jobs. */
export const JOB_MACHINE = 'bulk-job';

/** State machine that releases the parked orders of a connection. */
export const RELEASE_MACHINE = 'release-parked';

/** The state machines of every tenant besides those of its sequences. No sequence may have these names. */
export const SERVICE_MACHINES = [
  HEAL_MACHINE,
  UNDO_MACHINE,
  PROBE_MACHINE,
  RELEASE_MACHINE,
  WEBHOOK_DELIVERY,
  ERASURE_MACHINE,
  JOB_MACHINE,
] as const;
