/** Another host holds the step's claim; it is settled when that host answers or its lease ends. Retried. */
export class StepBusy extends Error {
  override readonly name = 'StepBusy';
}

/** The step may not run: the order is not there, ended, or is in a later run. Never retried. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused';
}
