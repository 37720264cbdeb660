import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ConnectionSettingsByName } from '../../core/connections/connection-settings.ts';
import { createBreakerGuard } from './breaker-guard.ts';
import type { ConnectionGuard } from './connection-guard.ts';
import { createConnectionStore } from './connection-store.ts';

/** Creates the guard of failing connections, on the order table. */
export function openBreakerGuard(
  client: DynamoDBDocumentClient,
  table: string,
  connections: ConnectionSettingsByName,
  onError: (message: string, error: unknown) => void,
  now: () => Date,
): ConnectionGuard {
  return createBreakerGuard({ store: createConnectionStore(client, table), connections, onError, now });
}
