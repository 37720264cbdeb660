import { join } from 'node:path';
import * as z from 'zod';
import { CLIENT_ROLE_NAMES } from '../core/access.ts';
import { PERSON_ROLE_NAMES } from '../core/person-roles.ts';
import { openPrivateJsonFile, readJsonFile, writePrivateJsonFile } from './private-json-file.ts';

const clientSchema = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(16) });

/** Id and secret of a client of the API. */
export type ClientCredentials = Readonly<z.infer<typeof clientSchema>>;

const accessKeySchema = z.strictObject({ accessKeyId: z.string().min(16), secretAccessKey: z.string().min(16) });

/** The key pair with which requests to the AWS port are signed. The names are those of the AWS SDK. */
export type AwsAccessKey = Readonly<z.infer<typeof accessKeySchema>>;

/** Who may sign in to the console of one machine. */
export const PERSON_NAMES = ['developer', ...PERSON_ROLE_NAMES] as const;

/** Somebody who may sign in. */
export type PersonName = (typeof PERSON_NAMES)[number];

const fileSchema = z.strictObject({
  clients: z.partialRecord(z.enum(CLIENT_ROLE_NAMES), clientSchema),
  /** The passwords of people. */
  people: z.partialRecord(z.enum(PERSON_NAMES), z.string().min(12)).optional(),
  awsAccessKey: accessKeySchema.optional(),
  /** The only client that version 0.2 made, which may request every scope. Delete it when nothing uses it any more. */
  former: clientSchema.optional(),
});

/** Content of `credentials.json`. */
export type StoredCredentials = z.infer<typeof fileSchema>;

/** `credentials.json`, also as version 0.2 wrote it: one client and nothing else. */
const anyFileSchema = z.union([
  fileSchema,
  clientSchema.transform((former): StoredCredentials => ({ clients: {}, former })),
]);

/** Returns the path of the credentials in a data folder. */
export function credentialsFile(dataDir: string): string {
  return join(dataDir, 'credentials.json');
}

/**
 * Reads `credentials.json` of a data folder, for a client of the running system.
 *
 * @returns undefined when there is no such file yet
 * @throws DataFileUnusable when the file has other content
 */
export function readCredentials(dataDir: string): Promise<StoredCredentials | undefined> {
  return readJsonFile(credentialsFile(dataDir), anyFileSchema);
}

/**
 * Reads `credentials.json` of a data folder, creates what it lacks, and writes that back, readable by its owner only.
 *
 * @param complete returns the credentials with what they lack, or unchanged
 * @throws DataFileUnusable when the file has other content
 */
export async function openCredentials<Complete extends StoredCredentials>(
  dataDir: string,
  complete: (stored: StoredCredentials) => Complete,
): Promise<Complete> {
  const file = credentialsFile(dataDir);
  const stored = await openPrivateJsonFile(file, anyFileSchema, (): StoredCredentials => ({ clients: {} }));
  const completed = complete(stored);
  if (JSON.stringify(completed) !== JSON.stringify(stored)) await writePrivateJsonFile(file, completed);
  return completed;
}
