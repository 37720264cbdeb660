import { AwsServiceError } from '../../../embedded/aws/aws-service.ts';
import type { DynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';

/** The response of a store: the body, or the name of the error. */
export type Answer = { readonly body: unknown } | { readonly error: string; readonly item?: unknown };

/** Sends one request to a store. */
export type Ask = (operation: string, input: object) => Promise<Answer>;

/** Asks the store of this project. */
export function askOwn(store: Pick<DynamoDb, 'call'>): Ask {
  return async (operation, input) => {
    try {
      return comparable({ body: await store.call(operation, JSON.parse(JSON.stringify(input))) });
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      return comparable({ error: error.name, ...(error.fields.Item !== undefined && { item: error.fields.Item }) });
    }
  };
}

/** Asks a store that others wrote. */
export function askUrl(url: string, { accessKeyId = 'local', region = 'eu-west-1' } = {}): Ask {
  return async (operation, input) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20260101T000000Z',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
      },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as { readonly __type?: string; readonly Item?: unknown };
    if (response.ok) return comparable({ body });
    const error = body.__type?.split('#').at(-1) ?? 'none';
    return comparable({ error, ...(body.Item !== undefined && { item: body.Item }) });
  };
}

/** Sorts the values that have no order. */
function comparable(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    (key === 'SS' || key === 'NS') && Array.isArray(value) ? [...value].sort() : value,
  ) as Answer;
}
