import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CLIENT_ROLE_NAMES, CLIENT_ROLES, SCOPES } from '../../../core/access.ts';
import { credentialsFile } from '../../../embedded/credentials-file.ts';
import { openClients, readClientCredentials } from '../../../embedded/oidc/client-credentials.ts';

const FORMER = { clientId: 'client-ef50099778ab1d5a', clientSecret: 'the-secret-of-version-0.2' };

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'clients-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

async function storedFile(): Promise<unknown> {
  return JSON.parse(await readFile(credentialsFile(dataDir), 'utf8'));
}

it('makes one client for each role, which keeps its secret', async () => {
  const first = await openClients(dataDir);
  expect(Object.keys(first.byRole)).toEqual(CLIENT_ROLE_NAMES);
  for (const role of CLIENT_ROLE_NAMES) {
    const client = first.byRole[role];
    expect(client.scopes).toEqual(CLIENT_ROLES[role].scopes);
    expect(first.find(client)).toEqual(client);
    expect(await readClientCredentials(dataDir, role)).toEqual({
      clientId: client.clientId,
      clientSecret: client.clientSecret,
    });
  }
  const stored = await storedFile();
  expect((await openClients(dataDir)).byRole).toEqual(first.byRole);
  expect(await storedFile()).toEqual(stored);
});

it('finds no client with a wrong id, a wrong secret, or the secret of another', async () => {
  const { byRole, find } = await openClients(dataDir);
  const { auditor, channel } = byRole;
  expect(find({ ...channel, clientId: 'channel' })).toBeUndefined();
  expect(find({ ...channel, clientSecret: 'wrong' })).toBeUndefined();
  expect(find({ ...channel, clientSecret: auditor.clientSecret })).toBeUndefined();
});

it('keeps the only client of a folder of version 0.2, with every scope, beside the new ones', async () => {
  await writeFile(credentialsFile(dataDir), JSON.stringify(FORMER));
  const { byRole, find } = await openClients(dataDir);
  expect(find(FORMER)).toEqual({ ...FORMER, scopes: SCOPES });
  expect(find(byRole.callback)?.scopes).toEqual(['orders:callback']);
  expect(await storedFile()).toMatchObject({ clients: expect.any(Object), former: FORMER });
  expect((await stat(credentialsFile(dataDir))).mode & 0o777).toBe(0o600);
  expect((await openClients(dataDir)).find(FORMER)).toEqual({ ...FORMER, scopes: SCOPES });
});

it('adds the clients of roles that an earlier version did not know', async () => {
  const { clientId, clientSecret } = (await openClients(dataDir)).byRole.channel;
  await writeFile(credentialsFile(dataDir), JSON.stringify({ clients: { channel: { clientId, clientSecret } } }));
  expect(await readClientCredentials(dataDir, 'privacy')).toBeUndefined();
  const { byRole } = await openClients(dataDir);
  expect(byRole.channel.clientSecret).toBe(clientSecret);
  expect(await readClientCredentials(dataDir, 'privacy')).toMatchObject({ clientId: byRole.privacy.clientId });
});

it('forgets the client of version 0.2 when it is deleted from the file', async () => {
  await writeFile(credentialsFile(dataDir), JSON.stringify(FORMER));
  await openClients(dataDir);
  const { clients } = (await storedFile()) as { readonly clients: object };
  await writeFile(credentialsFile(dataDir), JSON.stringify({ clients }));
  expect((await openClients(dataDir)).find(FORMER)).toBeUndefined();
});
