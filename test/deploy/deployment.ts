import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const environmentSchema = z.object({
  /** URL of the emulator, e.g. `http://127.0.0.1:4566`. */
  AWS_ENDPOINT_URL: z.url(),
  AWS_REGION: z.string().min(1),
  /** Base URL of the sandbox partners. */
  SANDBOX_URL: z.url(),
  /** Folder with the assemblies `first` and `changed`, and the outputs of the deployment. */
  DEPLOY_DIRECTORY: z.string().min(1),
});

const outputsSchema = z.object({
  ApiUrl: z.url(),
  ConsoleUrl: z.url(),
  ChannelClientId: z.string().min(1),
  CallbackClientId: z.string().min(1),
  OperatorClientId: z.string().min(1),
  PrivacyClientId: z.string().min(1),
  TokenUrl: z.url(),
  UserPoolId: z.string().min(1),
  SecretNames: z.string(),
});

/** The deployment under test. */
export interface Deployment {
  readonly awsUrl: string;
  readonly region: string;
  readonly sandboxUrl: string;
  readonly directory: string;
  /** Outputs of the tenant's stateless stack. */
  readonly outputs: z.output<typeof outputsSchema>;
}

/**
 * Reads what `npm run test:deploy` deployed before it started these tests.
 *
 * @param name what the names of the stacks start with
 * @param file the outputs of the deployment
 * @throws ZodError when an environment variable or an output is missing, because something else started the tests
 */
export async function readDeployment(name: string, file = 'outputs.json'): Promise<Deployment> {
  const { AWS_ENDPOINT_URL, AWS_REGION, SANDBOX_URL, DEPLOY_DIRECTORY } = environmentSchema.parse(process.env);
  const outputs: unknown = JSON.parse(await readFile(join(DEPLOY_DIRECTORY, file), 'utf8'));
  const stacks = z.record(z.string(), z.unknown()).parse(outputs);
  return {
    awsUrl: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    sandboxUrl: SANDBOX_URL,
    directory: DEPLOY_DIRECTORY,
    outputs: outputsSchema.parse(stacks[`${name}-Stateless`]),
  };
}
