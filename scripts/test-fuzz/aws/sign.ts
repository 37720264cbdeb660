import { signRequest } from '../../../embedded/aws/signature.ts';
import type { FuzzRequest } from '../http/exchange.ts';
import type { FuzzedSystem } from '../system.ts';

/** The AWS port and the key with which requests to it are signed. */
export type AwsPort = Pick<FuzzedSystem, 'awsAccessKey' | 'awsUrl'>;

/** Options of `curl` that sign a request. */
export const CURL_SIGNS =
  '--aws-sigv4 aws:amz:eu-west-1:dynamodb --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" # after: eval "$(npm run -s aws-env)"';

/** Signs a request, so that more than its signature is looked at. A strange `x-amz-date` of its own stays. */
export async function signed(request: FuzzRequest, { awsAccessKey, awsUrl }: AwsPort): Promise<FuzzRequest> {
  const signedAt = new Date();
  const date = signedAt.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const headers = { host: new URL(awsUrl).host, 'x-amz-date': date, ...request.headers };
  const scope = {
    service: 'dynamodb',
    region: 'eu-west-1',
    signedAt,
    signedHeaders: ['host', 'x-amz-date', 'x-amz-target'],
  };
  const { body, method, path } = request;
  const authorization = await signRequest({ headers, method, url: path }, Buffer.from(body), scope, awsAccessKey);
  return { ...request, headers: { ...headers, authorization } };
}
