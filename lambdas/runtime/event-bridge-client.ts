import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { MAX_ATTEMPTS } from './max-attempts.ts';

/** A client of the tenant's event bus. */
export function eventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient({ maxAttempts: MAX_ATTEMPTS });
}
