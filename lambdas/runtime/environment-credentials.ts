/** Credentials in the form of the AWS SDK. */
export interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A function was started without the credentials of its role. */
export class CredentialsMissing extends Error {
  override readonly name = 'CredentialsMissing';
}

/**
 * Creates a provider of the credentials that Lambda sets, in place of the SDK's search through profiles, SSO and metadata
 * services.
 *
 * In bundles this file replaces `@aws-sdk/credential-provider-node` (`blueprint/bundling.ts`), so it exports the same name.
 * Source: AWS Lambda Developer Guide, "Defined runtime environment variables".
 *
 * @throws CredentialsMissing when called, if the variables are not set
 */
export function defaultProvider(): () => Promise<EnvironmentCredentials> {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
      throw new CredentialsMissing(
        'Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, found them unset. Lambda sets both.',
      );
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    };
  };
}
