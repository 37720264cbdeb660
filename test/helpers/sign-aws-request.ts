import { createHash, createHmac } from 'node:crypto';
import type { AwsAccessKey } from '../../embedded/credentials-file.ts';

/** A request to sign. */
export interface UnsignedRequest {
  readonly url: string;
  /** @default POST */
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Service in the credential scope. @default `dynamodb` */
  readonly service?: string;
  /** When it is signed. @default now */
  readonly at?: Date;
}

/**
 * Returns the headers of a request with Signature Version 4, written from the description in the IAM User Guide ("Create a signed
 * AWS API request"), so that the tests of the AWS port do not share code with it. For paths without characters to escape.
 */
export function signAwsRequest(request: UnsignedRequest, key: AwsAccessKey): Record<string, string> {
  const { url, method = 'POST', body = '', headers = {}, service = 'dynamodb', at = new Date() } = request;
  const { host, pathname, searchParams } = new URL(url);
  const date = at.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${date.slice(0, 8)}/eu-west-1/${service}/aws4_request`;
  const signed = Object.entries({ ...headers, host, 'x-amz-date': date }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const query = [...searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).toSorted();
  const canonical = [
    method,
    pathname,
    query.join('&'),
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const signingKey = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key.secretAccessKey}`);
  const signature = hmac(signingKey, text).toString('hex');
  return {
    ...headers,
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(secret: string | Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
