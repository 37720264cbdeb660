import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { openSecretFile, SecretFileInvalid, type Secrets } from './secret-file.ts';

const client = z.object({ clientId: z.string(), clientSecret: z.string() });
const basicAuth = z.object({ username: z.string(), password: z.string() });

const credentialsSchema = z.object({
  salesforce: client,
  zuora: client,
  provisioning: basicAuth,
  receiver: basicAuth.extend({ signingSecret: z.string().startsWith('whsec_') }),
});

/** What the sandbox partners want to see from a caller. */
export type SandboxCredentials = z.output<typeof credentialsSchema>;

/** The partners whose secret says where they are. */
const WITH_BASE_URL: readonly string[] = ['salesforce', 'zuora'];

/**
 * The credentials of the sandbox partners, from the secrets `<tenant>/salesforce`, `<tenant>/zuora`,
 * `<tenant>/provisioning` and `<tenant>/receiver` of a data folder; those that are missing are made, at random.
 *
 * @throws SecretFileInvalid a secret is there but lacks what the partner needs
 */
export async function loadSandboxCredentials(dataDir: string, tenant: string): Promise<SandboxCredentials> {
  const file = openSecretFile(dataDir);
  const made = randomCredentials();
  await file.update((secrets) => ({
    ...Object.fromEntries(Object.entries(made).map(([partner, value]) => [`${tenant}/${partner}`, value])),
    ...secrets,
  }));
  const secrets = await file.read();
  const found = Object.fromEntries(Object.keys(made).map((partner) => [partner, secrets[`${tenant}/${partner}`]]));
  const parsed = credentialsSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new SecretFileInvalid(
    `Expected the credentials of the sandbox in ${dataDir}/secrets.json below "${tenant}/", found problems:\n${z.prettifyError(parsed.error)}\nCorrect them, or delete these secrets to have them made again.`,
    { cause: parsed.error },
  );
}

/**
 * Writes into the secrets of the partners where the sandbox is now.
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
    receiver: { signingSecret: `whsec_${randomBytes(32).toString('base64')}`, username: 'orders', password: random() },
  };
}
