import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { openSecretFile, SecretFileInvalid, type Secrets } from './secret-file.ts';
import { newSigningSecret } from './tenant-secrets.ts';

const client = z.object({ clientId: z.string(), clientSecret: z.string() });
const basicAuth = z.object({ username: z.string(), password: z.string() });

const credentialsSchema = z.object({
  salesforce: client,
  zuora: client,
  provisioning: basicAuth,
  receiver: basicAuth.extend({ signingSecret: z.string().startsWith('whsec_') }),
});

/** Credentials that the sandbox partners accept. */
export type SandboxCredentials = z.output<typeof credentialsSchema>;

/** Partners whose secret contains their base URL. */
const WITH_BASE_URL: readonly string[] = ['salesforce', 'zuora'];

/**
 * Reads the credentials of the sandbox partners from the secrets `<tenant>/salesforce`, `<tenant>/zuora`,
 * `<tenant>/provisioning` and `<tenant>/receiver` of a data folder. Creates missing ones at random.
 *
 * @throws SecretFileInvalid when a secret lacks a field that its partner needs
 */
export async function loadSandboxCredentials(dataDir: string, tenant: string): Promise<SandboxCredentials> {
  const file = openSecretFile(dataDir);
  const created = randomCredentials();
  await file.update((secrets) => ({
    ...Object.fromEntries(Object.entries(created).map(([partner, value]) => [`${tenant}/${partner}`, value])),
    ...secrets,
  }));
  const secrets = await file.read();
  const found = Object.fromEntries(Object.keys(created).map((partner) => [partner, secrets[`${tenant}/${partner}`]]));
  const parsed = credentialsSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new SecretFileInvalid(
    `The sandbox credentials "${tenant}/…" in ${dataDir}/secrets.json are incomplete:\n${z.prettifyError(parsed.error)}\nCorrect them, or delete these secrets to get new ones.`,
    { cause: parsed.error },
  );
}

/**
 * Writes the current URL of the sandbox into the partners' secrets.
 *
 * @param sandboxUrl base URL of the sandbox, e.g. `http://127.0.0.1:3100`
 */
export async function pointSecretsAtSandbox(dataDir: string, tenant: string, sandboxUrl: string): Promise<void> {
  await loadSandboxCredentials(dataDir, tenant);
  await openSecretFile(dataDir).update((secrets) => {
    const moved = WITH_BASE_URL.map((partner): [string, Secrets[string]] => {
      const secret = secrets[`${tenant}/${partner}`];
      const fields = typeof secret === 'object' ? secret : {};
      return [`${tenant}/${partner}`, { ...fields, baseUrl: new URL(`/${partner}`, sandboxUrl).href }];
    });
    return { ...secrets, ...Object.fromEntries(moved) };
  });
}

function randomCredentials(): SandboxCredentials {
  const random = (): string => randomBytes(24).toString('base64url');
  return {
    salesforce: { clientId: random(), clientSecret: random() },
    zuora: { clientId: random(), clientSecret: random() },
    provisioning: { username: 'orders', password: random() },
    receiver: { signingSecret: newSigningSecret(), username: 'orders', password: random() },
  };
}
