import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ORDER_TABLE } from '../blueprint/table.ts';
import { createAwsEndpoint } from '../embedded/aws/aws-endpoint.ts';
import { type AwsDispatch, createAwsDispatch } from '../embedded/aws/dispatch.ts';
import { protocolOf } from '../embedded/aws/protocol.ts';
import { openDynamoDb } from '../embedded/dynamodb/dynamodb.ts';
import { onOwnStore } from './own-store.ts';

/** An order table in this process, until `close`. */
export interface InMemoryTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** `http://127.0.0.1:<port>`, for clients that a test creates itself. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const TABLE = 'orders';

/** Serves DynamoDB in memory on a free port with the table of the blueprint, keys and indexes included. */
export async function startTable(): Promise<InMemoryTable> {
  const dynamo = onOwnStore(':memory:', openDynamoDb);
  await dynamo.ensureTable(TABLE, ORDER_TABLE);
  const dispatch = createAwsDispatch([dynamo]);
  const server = createAwsEndpoint(dispatch).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = new DynamoDBClient({
    endpoint,
    requestHandler: handOver(dispatch),
    // Nobody checks the signature, and it costs more than most operations.
    signer: { sign: async (request) => request },
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    client: DynamoDBDocumentClient.from(connection, { marshallOptions: { removeUndefinedValues: true } }),
    table: TABLE,
    endpoint,
    async close() {
      connection.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
      await dynamo.close();
    },
  };
}

/** Hands requests of the SDK over without a socket, which costs more than most operations. */
function handOver(dispatch: AwsDispatch): NonNullable<DynamoDBClientConfig['requestHandler']> {
  return {
    async handle({ body, headers }: { readonly body?: unknown; readonly headers: Readonly<Record<string, string>> }) {
      const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
      const reply = await dispatch(headers['x-amz-target'], () => text);
      const { status, ...encoded } = protocolOf(headers, 'dynamodb').encode(reply);
      return { response: { statusCode: status, ...encoded } };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}
