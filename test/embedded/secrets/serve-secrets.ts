import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import type { AwsService } from '../../../embedded/aws/aws-service.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { openSecretFile, type SecretFile } from '../../../embedded/secrets/secret-file.ts';

/** Serves a store of secrets by HTTP, from `secrets.json` in a new folder, until it is closed. */
export async function serveSecrets(
  create: (options: { readonly file: SecretFile; readonly region: string; readonly accountId: string }) => AwsService,
) {
  const dataDir = await mkdtemp(join(tmpdir(), 'secrets-'));
  const service = create({ file: openSecretFile(dataDir), region: 'eu-west-1', accountId: '000000000000' });
  const server = createAwsEndpoint(createAwsDispatch([service])).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    service,
    file: join(dataDir, 'secrets.json'),
    /** Reads the file as another process would. */
    read: () => openSecretFile(dataDir).read(),
    /** Options of an SDK client of the store. */
    client: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dataDir, { recursive: true });
    },
  };
}
