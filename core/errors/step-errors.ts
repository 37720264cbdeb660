/** Another host holds the step's claim; it is settled when that host answers or its lease ends. Retried. */
export class StepBusy extends Error {
  override readonly name = 'StepBusy';
}

/** A probe could not tell yet whether the step happened. Asked again later, for days. */
export class StepStillUnknown extends Error {
  override readonly name = 'StepStillUnknown';
}

/** A probe found that the step did not happen: it runs again. */
export class StepNotApplied extends Error {
  override readonly name = 'StepNotApplied';
}

/** The partner asked to be left alone for a while; the state machine waits as long as the message says. */
export class PluginRetryLater extends Error {
  override readonly name = 'PluginRetryLater';
}

/** The step may not run: the order is not there, ended, or is in a later run. Never retried. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}
