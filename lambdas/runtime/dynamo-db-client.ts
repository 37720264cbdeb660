import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MAX_ATTEMPTS } from './max-attempts.ts';
import type { RequestTimeouts } from './short-timeouts.ts';

/** A client of the order table. Regions, credentials and endpoints come from the standard AWS variables. */
export function dynamoDbClient(requestHandler: RequestTimeouts = {}): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: MAX_ATTEMPTS, requestHandler }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
