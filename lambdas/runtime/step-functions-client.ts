import { SFNClient } from '@aws-sdk/client-sfn';
import { MAX_ATTEMPTS } from './max-attempts.ts';

/** A client of the tenant's state machines. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: MAX_ATTEMPTS });
}
