/**
 * Puts items into the folder given as argument until it is killed, and prints the number of each once it is
 * acknowledged. Started by dynamodb.test.ts.
 */
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { openStore } from '../../../embedded/sqlite/store.ts';

const dynamo = openDynamoDb(openStore(process.argv[2] ?? ''));
await dynamo.ensureTable('orders', ORDER_TABLE);
const server = createAwsEndpoint(createAwsDispatch([dynamo])).listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (let n = 0; ; n += 1) {
    const Item = {
      pk: { S: `order-${n}` },
      sk: { S: 'order' },
      statusShard: { S: 'submitted' },
      createdAt: { S: `${n}` },
    };
    await client.send(new PutItemCommand({ TableName: 'orders', Item }));
    process.stdout.write(`${n}\n`);
  }
});
