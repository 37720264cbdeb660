import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { MAX_ATTEMPTS } from './max-attempts.ts';
import type { RequestTimeouts } from './short-timeouts.ts';

/** A client of the tenant's event bus. */
export function eventBridgeClient(requestHandler: RequestTimeouts = {}): EventBridgeClient {
  return new EventBridgeClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}
