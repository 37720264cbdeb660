import type { Deployment } from './deployment.ts';

/** One request to an AWS service. */
export interface AwsRequest {
  /** Name in the credential scope, by which the emulator tells services apart. */
  readonly service: string;
  /** Default: POST. */
  readonly method?: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Calls a service that the repository has no SDK client for. The request names its credentials and carries no valid
 * signature: emulators take it, AWS would not.
 *
 * @throws Error the answer is not 2xx; the message has it whole
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
