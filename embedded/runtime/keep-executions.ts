import type { RetentionConfig } from '../../core/config/retention-config.ts';
import { retentionCutoff } from '../../core/config/retention-cutoff.ts';

/** AWS deletes an execution this long after its end. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const LONGEST_MS = 90 * 24 * 60 * 60 * 1000;

/** Returns how long executions are kept after their end, in milliseconds: as long as process events, but no longer than on AWS. */
export function keepExecutionsMs({ processEvents }: Pick<RetentionConfig, 'processEvents'>, now = new Date()): number {
  return Math.min(LONGEST_MS, now.getTime() - retentionCutoff(processEvents, now).getTime());
}
