import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readSandboxCatalog } from '../../embedded/cli/sandbox-catalog.ts';
import { loadSandboxCredentials, pointSecretsAtSandbox } from '../../embedded/secrets/sandbox-credentials.ts';
import { openSecretFile, textOf } from '../../embedded/secrets/secret-file.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

/** Starts the sandbox partners on a free port and writes their credentials to `secrets.json` in the folder. */
export async function startPartners(directory: string, tenant: string): Promise<Sandbox> {
  const credentials = await loadSandboxCredentials(directory, tenant);
  const sandbox = await startSandbox({ port: 0, credentials, zuoraCatalog: await readSandboxCatalog(tenant) });
  await pointSecretsAtSandbox(directory, tenant, sandbox.url);
  return sandbox;
}

/** Creates the secrets of a folder in Parameter Store, as an operator does before the first order. Replaces existing ones. */
export async function createSecrets(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_ENDPOINT_URL = '', AWS_REGION = '' } = env;
  const client = new SSMClient({
    endpoint: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  try {
    for (const [name, content] of Object.entries(await openSecretFile(directory).read())) {
      const secret = { Type: 'SecureString', Value: textOf(content), Overwrite: true } as const;
      await client.send(new PutParameterCommand({ Name: `/${name}`, ...secret }));
    }
  } finally {
    client.destroy();
  }
}
