import { STEP_HOST_MARGIN_SECONDS } from '../../blueprint/functions/plugin-functions.ts';

/** Returns how long the lease of an attempt lasts, in milliseconds. By then its function has ended. */
export function leaseMs(timeoutSeconds: number): number {
  return (timeoutSeconds + STEP_HOST_MARGIN_SECONDS) * 1000;
}
