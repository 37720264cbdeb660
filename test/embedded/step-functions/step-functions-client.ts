import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { type AtEnd, type Fixture, region } from './step-functions-fixture.ts';

/** Creates an AWS SDK client of an interpreter, over HTTP on a free port. Both close at the end. */
export async function createClient(
  { service }: Pick<Fixture, 'service'>,
  atEnd: AtEnd = onTestFinished,
): Promise<SFNClient> {
  const server = createAwsEndpoint(createAwsDispatch([service]));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new SFNClient({
    region,
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  atEnd(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return client;
}
