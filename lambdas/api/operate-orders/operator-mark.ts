import type { OperatorMark } from '../../../core/order/order-record.ts';
import type { ApiRequest } from '../api-request.ts';

/** Who acts, when and why, as records keep it. */
export function operatorMark({ caller = 'unknown' }: ApiRequest, reason: string, now: Date): OperatorMark {
  return { by: caller, at: now.toISOString(), reason };
}
