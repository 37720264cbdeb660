import * as z from 'zod';
import { ACCEPTED_REFUSALS, UNKNOWN_METHOD } from './accepted-findings.ts';

const refusalSchema = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/**
 * Returns why an answer that fails a check of Schemathesis is right; undefined if it is not.
 *
 * @param check name of the check
 * @param body of the answer
 */
export function acceptedReason(check: string, status: number | undefined, body: string): string | undefined {
  if (check === 'unsupported_method' && status === 404) return UNKNOWN_METHOD;
  if (check !== 'positive_data_acceptance' || status !== 400) return undefined;
  const { errors } = refusalSchema.safeParse(jsonOf(body)).data ?? { errors: [] };
  const reasons = errors.map(({ message }) =>
    ACCEPTED_REFUSALS.find((accepted) => message.startsWith(accepted.message)),
  );
  return reasons.every((reason) => reason !== undefined) ? reasons[0]?.reason : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
