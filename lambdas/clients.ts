import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Most attempts of an SDK call, including the first. Writes are conditional, so retries are safe. */
export const MAX_ATTEMPTS = 4;

/** How long an SDK client waits in one attempt of a call. */
export interface RequestTimeouts {
  /** Milliseconds to connect. @default no limit */
  readonly connectionTimeout?: number;
  /** Milliseconds to receive the whole reply. @default no limit */
  readonly requestTimeout?: number;
  /** Whether an attempt that exceeds the limit fails, so that the next one begins, or only logs a warning. @default false */
  readonly throwOnRequestTimeout?: boolean;
}

/**
 * For functions that answer the API. A service that does not reply must not use up the 30 s of the caller: even after the
 * longest wait (`MAX_WAIT_SECONDS` of core/config/max-wait.ts), an attempt that hangs leaves time for another.
 *
 * Other functions have no limit, so that a slow write does not have to be repeated.
 */
export const SHORT_TIMEOUTS: RequestTimeouts = {
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
};

/** Creates a client of the order table. Regions, credentials and endpoints come from the standard AWS variables. */
export function dynamoDbClient(requestHandler: RequestTimeouts = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, requestHandler }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** Creates a client of the tenant's event bus. */
export function eventBridgeClient(requestHandler: RequestTimeouts = {}): EventBridgeClient {
  return new EventBridgeClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}

/** Creates a client of Parameter Store, a part of Systems Manager (SSM): of the tenant's secrets. */
export function parameterStoreClient(requestHandler: RequestTimeouts = {}): SSMClient {
  return new SSMClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}

/** Creates a client of Secrets Manager: of the search key. */
export function secretsManagerClient(requestHandler: RequestTimeouts = {}): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: MAX_ATTEMPTS, requestHandler });
}
