/** The region that everything is deployed to; emulators have them all. */
export const REGION = 'eu-west-1';

/** Where a test must not deploy to. */
export class EndpointRefused extends Error {
  override readonly name = 'EndpointRefused';
}

const LOOPBACK = ['127.0.0.1', '[::1]'];

/**
 * The deps of every program that talks to the emulator: its address, invented credentials, and nothing of what
 * leads to an AWS account of the person who runs the test.
 *
 * @throws EndpointRefused the address is not on this machine
 */
export function deployEnvironment(given: NodeJS.ProcessEnv, awsUrl: string): NodeJS.ProcessEnv {
  const hostname = URL.canParse(awsUrl) ? new URL(awsUrl).hostname : '';
  if (!LOOPBACK.includes(hostname))
    throw new EndpointRefused(
      `Expected AWS_ENDPOINT_URL to be an emulator on this machine, e.g. http://127.0.0.1:4566, found "${awsUrl}": the test deploys, breaks and destroys there.`,
    );
  return {
    ...withoutAws(given),
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

/** The deps without any setting of an AWS SDK. */
export function withoutAws(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith('AWS_')));
}
