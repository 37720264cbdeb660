import type { LambdaOutcome } from '../lambda/lambda-outcome.ts';
import { GatewayError, type GatewayStatus } from './gateway-error.ts';

// What the Lambda service refuses before the function runs, where the caller is the reason.
const STATUS_OF: Readonly<Record<string, GatewayStatus>> = {
  'Lambda.RequestTooLargeException': 413,
  RequestTooLargeException: 413,
};

/**
 * Calls the function of a route and gives what it returned.
 *
 * @param invoke calls the function
 * @param timeoutMs how long the gateway waits; the function is not stopped when that is over
 * @throws GatewayError 500 when the function failed or timed out, 503 when the gateway waited long enough
 */
export async function invokeFunction(invoke: () => Promise<LambdaOutcome>, timeoutMs: number): Promise<unknown> {
  const { promise: waitedLongEnough, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new GatewayError(503)), timeoutMs);
  try {
    const outcome = await Promise.race([invoke(), waitedLongEnough]);
    if (outcome.ok) return outcome.payload;
    throw new GatewayError(STATUS_OF[outcome.errorType] ?? 500, {}, { cause: outcome });
  } catch (error) {
    throw error instanceof GatewayError ? error : new GatewayError(500, {}, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
