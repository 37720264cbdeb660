import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSandboxCatalog } from '../../embedded/cli/sandbox-catalog.ts';
import { loadSandboxCredentials, pointSecretsAtSandbox } from '../../embedded/secrets/sandbox-credentials.ts';
import { openSecretFile } from '../../embedded/secrets/secret-file.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

/** Starts the sandbox partners on a free port and writes their credentials to `secrets.json` in the folder. */
export async function startPartners(directory: string, tenant: string): Promise<Sandbox> {
  const credentials = await loadSandboxCredentials(directory, tenant);
  const sandbox = await startSandbox({ port: 0, credentials, zuoraCatalog: await readSandboxCatalog(tenant) });
  await pointSecretsAtSandbox(directory, tenant, sandbox.url);
  return sandbox;
}

/** Creates the secrets of a folder in Secrets Manager, as an operator does before the first order. Replaces existing ones. */
export async function createSecrets(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_ENDPOINT_URL = '', AWS_REGION = '' } = env;
  const client = new SecretsManagerClient({
    endpoint: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  try {
    for (const [name, content] of Object.entries(await openSecretFile(directory).read())) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      await client.send(new CreateSecretCommand({ Name: name, SecretString: text })).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ResourceExistsException') throw error;
        return client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
      });
    }
  } finally {
    client.destroy();
  }
}
