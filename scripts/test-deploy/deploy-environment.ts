/** Region of the deployment. Emulators support every region. */
export const REGION = 'eu-west-1';

/** The endpoint is not an emulator on this machine, so the test must not deploy there. */
export class EndpointRefused extends Error {
  override readonly name = 'EndpointRefused';
}

const LOOPBACK = ['127.0.0.1', '[::1]'];

/**
 * Returns the environment variables for programs that call the emulator: its address, fake credentials, and none of the
 * variables that could point to a real AWS account.
 *
 * @throws EndpointRefused unless the address is on this machine
 */
export function deployEnvironment(env: NodeJS.ProcessEnv, awsUrl: string): NodeJS.ProcessEnv {
  const hostname = URL.canParse(awsUrl) ? new URL(awsUrl).hostname : '';
  if (!LOOPBACK.includes(hostname))
    throw new EndpointRefused(
      `Expected AWS_ENDPOINT_URL to be an emulator on this machine, e.g. http://127.0.0.1:4566, found "${awsUrl}": the test deploys, breaks and destroys stacks there.`,
    );
  return {
    ...withoutAws(env),
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_DISABLE_CLI_TELEMETRY: '1',
  };
}

/** Returns the environment variables without those of the AWS SDKs. */
export function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));
}
