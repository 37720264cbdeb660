import type { Deployment } from './deployment.ts';

/** A request to an AWS service. */
export interface AwsRequest {
  /** Service name in the credential scope, by which the emulator selects the service. */
  readonly service: string;
  /** Default: POST. */
  readonly method?: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Calls a service for which the repository has no SDK client. The request has no valid signature, which emulators accept.
 *
 * @throws Error with the response when its status is not 2xx
 */
export async function awsRequest(
  { awsUrl, region }: Pick<Deployment, 'awsUrl' | 'region'>,
  { service, method = 'POST', path = '/', headers = {}, body }: AwsRequest,
): Promise<string> {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const scope = `${process.env.AWS_ACCESS_KEY_ID}/${day}/${region}/${service}/aws4_request`;
  const reply = await fetch(new URL(path, awsUrl), {
    method,
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none` },
    ...(body !== undefined && { body }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`Expected ${service} to answer, found ${reply.status} ${text}.`);
  return text;
}
