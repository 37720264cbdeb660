import * as z from 'zod';
import { SECRETS_MANAGER_PATH } from '../../blueprint/secrets.ts';
import { type AwsService, AwsServiceError } from '../aws/aws-service.ts';
import { type SecretFile, type Secrets, textOf, toValue } from './secret-file.ts';
import { operationMaker, serviceOf } from './service-of.ts';

/** Options of {@link createParameterStore}. */
export interface ParameterStoreOptions {
  readonly file: SecretFile;
  readonly region: string;
  readonly accountId: string;
}

const operation = operationMaker('ValidationException');

/** Most characters of a value, by tier. Source: Systems Manager User Guide, "Managing parameter tiers". */
const LONGEST_VALUE = { Standard: 4096, Advanced: 8192 } as const;

/** Source: Systems Manager API Reference, `Name` of PutParameter. */
const MOST_LEVELS = 15;

const TYPE = 'SecureString';
/** The file keeps the current value only. */
const VERSION = 1;

const name = z.string().min(1).max(2048);
const newName = z
  .string()
  .max(1011)
  .regex(/^(\/[\w.-]+)+$/, 'Expected a name such as /demo/zuora: parts of letters, digits and _.- after a slash each')
  .refine((text) => !/^\/(aws|ssm)/i.test(text), 'Expected a name that does not start with /aws or /ssm')
  .refine((text) => text.split('/').length - 1 <= MOST_LEVELS, `Expected at most ${MOST_LEVELS} levels`);
const parameterFilter = z.strictObject({
  Key: z.literal('Name'),
  Option: z.enum(['Equals', 'BeginsWith']).default('Equals'),
  Values: z.array(z.string()).min(1),
});

/**
 * Serves Parameter Store, a part of AWS Systems Manager, from the file of Secrets Manager: the parameter `/demo/zuora` is the secret
 * `demo/zuora`. Only encrypted parameters exist, and only the current version of each.
 */
export function createParameterStore({ file, region, accountId }: ParameterStoreOptions): AwsService {
  const described = (parameter: string) => ({
    Name: parameter,
    Type: TYPE,
    Version: VERSION,
    ARN: `arn:aws:ssm:${region}:${accountId}:parameter${parameter}`,
    DataType: 'text',
  });
  const names = async (): Promise<readonly string[]> => Object.keys(await file.read()).map((secret) => `/${secret}`);

  return serviceOf('AmazonSSM', {
    GetParameter: operation(
      z.strictObject({ Name: name, WithDecryption: z.boolean().optional() }),
      async ({ Name, WithDecryption }) => {
        const value = valueIn(await file.read(), secretOf(Name));
        if (value === undefined) throw notFound(Name);
        if (WithDecryption !== true)
          throw new AwsServiceError(
            'ValidationException',
            'Expected WithDecryption, found none: this machine has no encrypted value to return.',
          );
        return { Parameter: { ...described(Name), Value: textOf(value) } };
      },
    ),
    DescribeParameters: operation(
      z.strictObject({
        ParameterFilters: z.array(parameterFilter).default([]),
        MaxResults: z.int().optional(),
        NextToken: z.string().optional(),
      }),
      async ({ ParameterFilters }) => {
        const found = (await names()).filter((parameter) =>
          ParameterFilters.every(({ Option, Values }) =>
            Values.some((value) => (Option === 'Equals' ? parameter === value : parameter.startsWith(value))),
          ),
        );
        return { Parameters: found.map((parameter) => described(parameter)) };
      },
    ),
    PutParameter: operation(
      z.strictObject({
        Name: newName,
        Value: z.string().min(1),
        Type: z.literal(TYPE, `Expected ${TYPE}: this machine keeps encrypted parameters only`).optional(),
        Overwrite: z.boolean().default(false),
        Description: z.string().optional(),
        Tier: z.enum(['Standard', 'Advanced']).default('Standard'),
      }),
      async ({ Name, Value, Type, Overwrite, Tier }) => {
        if (Value.length > LONGEST_VALUE[Tier])
          throw new AwsServiceError(
            'ValidationException',
            `Expected at most ${LONGEST_VALUE[Tier]} characters in a parameter of the tier ${Tier}, found ${Value.length}.`,
          );
        await file.update((secrets) => {
          const exists = valueIn(secrets, secretOf(Name)) !== undefined;
          if (exists && !Overwrite)
            throw new AwsServiceError(
              'ParameterAlreadyExists',
              `The parameter ${Name} already exists. Set Overwrite to replace its value.`,
            );
          if (!exists && Type === undefined)
            throw new AwsServiceError(
              'ValidationException',
              `Expected the Type ${TYPE} of a new parameter, found none.`,
            );
          return { ...secrets, [secretOf(Name)]: toValue(Value) };
        });
        return { Version: VERSION, Tier };
      },
    ),
    DeleteParameter: operation(z.strictObject({ Name: name }), async ({ Name }) => {
      if (Name.startsWith(SECRETS_MANAGER_PATH)) throw notFound(Name);
      await file.update((secrets) => {
        const { [secretOf(Name)]: deleted, ...others } = secrets;
        if (deleted === undefined) throw notFound(Name);
        return others;
      });
    }),
  });
}

/** Returns the secret that a parameter stands for: its own, or one of Secrets Manager. No secret has an empty name. */
function secretOf(parameter: string): string {
  if (parameter.startsWith(SECRETS_MANAGER_PATH)) return parameter.slice(SECRETS_MANAGER_PATH.length);
  return parameter.startsWith('/') ? parameter.slice(1) : '';
}

function valueIn(secrets: Secrets, secret: string): Secrets[string] | undefined {
  return Object.hasOwn(secrets, secret) ? secrets[secret] : undefined;
}

function notFound(parameter: string): AwsServiceError {
  return new AwsServiceError('ParameterNotFound', `There is no parameter ${parameter}.`);
}
