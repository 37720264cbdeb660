import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** How often the SDK tries a call before it gives up; writes are conditional, so a repeat does no harm. */
const MAX_ATTEMPTS = 4;

/** A client of the order table. Regions, credentials and endpoints come from the standard AWS variables. */
export function dynamoDbClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

/** A client of the tenant's event bus. */
export function eventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient({ maxAttempts: MAX_ATTEMPTS });
}

/** A client of the tenant's state machines. */
export function stepFunctionsClient(): SFNClient {
  return new SFNClient({ maxAttempts: MAX_ATTEMPTS });
}

/** A client of the tenant's secrets. */
export function secretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: MAX_ATTEMPTS });
}
