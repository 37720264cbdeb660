import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import { type SecretFile, type Secrets, textOf, toValue } from './secret-file.ts';
import { operationMaker, serviceOf } from './service-of.ts';

/** Options of {@link createSecretsManager}. */
export interface SecretsManagerOptions {
  readonly file: SecretFile;
  readonly region: string;
  readonly accountId: string;
}

const operation = operationMaker('InvalidParameterException');

const CURRENT = 'AWSCURRENT';

const secretId = z.string().min(1).max(2048);
const secretName = z.string().regex(/^[\w/+=.@-]{1,512}$/, 'Expected letters, digits and /_+=.@-');
const secretString = z.string().max(65_536);
const token = { ClientRequestToken: z.string().optional() };

/** Serves AWS Secrets Manager from a file. Only the current version of each secret is kept. */
export function createSecretsManager({ file, region, accountId }: SecretsManagerOptions): AwsService {
  const arnOf = (name: string): string =>
    `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${hash(name).slice(0, 6)}`;
  const describe = (name: string, value: Secrets[string]) => ({
    ARN: arnOf(name),
    Name: name,
    VersionIdsToStages: { [versionOf(value)]: [CURRENT] },
  });
  const find = async (id: string): Promise<readonly [name: string, value: Secrets[string]]> => {
    const secrets = await file.read();
    const found = Object.entries(secrets).find(([name]) => id === name || id === arnOf(name));
    if (found === undefined)
      throw new AwsServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return found;
  };
  const stored = (name: string, value: Secrets[string]) => ({
    ARN: arnOf(name),
    Name: name,
    VersionId: versionOf(value),
  });

  return serviceOf('secretsmanager', {
    GetSecretValue: operation(
      z.strictObject({ SecretId: secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() }),
      async ({ SecretId, VersionId, VersionStage }) => {
        const [name, value] = await find(SecretId);
        if ((VersionId ?? versionOf(value)) !== versionOf(value) || (VersionStage ?? CURRENT) !== CURRENT)
          throw new AwsServiceError(
            'ResourceNotFoundException',
            `Secrets Manager can't find the specified secret value: only ${CURRENT} is kept here.`,
          );
        return { ...stored(name, value), SecretString: textOf(value), VersionStages: [CURRENT] };
      },
    ),
    DescribeSecret: operation(z.strictObject({ SecretId: secretId }), async ({ SecretId }) =>
      describe(...(await find(SecretId))),
    ),
    ListSecrets: operation(
      z.strictObject({ MaxResults: z.int().optional(), NextToken: z.string().optional() }),
      async () => ({ SecretList: Object.entries(await file.read()).map(([name, value]) => describe(name, value)) }),
    ),
    CreateSecret: operation(
      z.strictObject({
        Name: secretName,
        SecretString: secretString,
        Description: z.string().optional(),
        ...token,
      }),
      async ({ Name, SecretString }) => {
        const value = toValue(SecretString);
        await file.update((secrets) => {
          // A repeated request gets the same response.
          if (Object.hasOwn(secrets, Name) && textOf(secrets[Name] ?? '') !== textOf(value))
            throw new AwsServiceError(
              'ResourceExistsException',
              `The operation failed because the secret ${Name} already exists.`,
            );
          return { ...secrets, [Name]: value };
        });
        return stored(Name, value);
      },
    ),
    PutSecretValue: operation(
      z.strictObject({ SecretId: secretId, SecretString: secretString, ...token }),
      async ({ SecretId, SecretString }) => {
        const [name] = await find(SecretId);
        const value = toValue(SecretString);
        await file.update((secrets) => ({ ...secrets, [name]: value }));
        return { ...stored(name, value), VersionStages: [CURRENT] };
      },
    ),
  });
}

/** Returns a version id in the form of a UUID, the same for the same value. */
function versionOf(value: Secrets[string]): string {
  return hash(textOf(value)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
