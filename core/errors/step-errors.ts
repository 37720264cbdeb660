/** Another host holds the claim of the step, until it answers or its lease expires. Retried. */
export class StepBusy extends Error {
  override readonly name = 'StepBusy';
}

/** A probe could not tell yet whether the effect happened. The probe repeats for days. */
export class StepStillUnknown extends Error {
  override readonly name = 'StepStillUnknown';
}

/** A probe found that the effect did not happen. The step runs again. */
export class StepNotApplied extends Error {
  override readonly name = 'StepNotApplied';
}

/**
 * An earlier attempt may have had its effect, and the partner may no longer recognise a repeat. Not retried: the step is probed,
 * or its order is held.
 */
export class StepNeedsProbe extends Error {
  override readonly name = 'StepNeedsProbe';
}

/**
 * The partner is unavailable, and nothing was sent or the request certainly had no effect. Not retried: the order is parked. Only steps
 * with patience throw it.
 */
export class PartnerUnavailable extends Error {
  override readonly name = 'PartnerUnavailable';
}

/** The partner asked for a pause. The state machine waits for the time in the message. */
export class PluginRetryLater extends Error {
  override readonly name = 'PluginRetryLater';
}

/** The step may not run: the order does not exist, has ended or is already in a later run. Never retried. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}
