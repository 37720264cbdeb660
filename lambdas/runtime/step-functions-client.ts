import { SFNClient } from '@aws-sdk/client-sfn';
import { MAX_ATTEMPTS } from './max-attempts.ts';
import type { RequestTimeouts } from './short-timeouts.ts';

/** A client of the tenant's state machines. */
export function stepFunctionsClient(requestHandler: RequestTimeouts = {}): SFNClient {
  return new SFNClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}
