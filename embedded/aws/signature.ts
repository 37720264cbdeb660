import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { quietCommandLine } from '../../project/package-root.ts';
import type { AwsAccessKey } from '../credentials-file.ts';
import { AwsServiceError } from './aws-service.ts';
import { Sha256 } from './sha256.ts';

/** What a signature covers besides the method, the path and the body. */
export interface SigningScope {
  /** E.g. `dynamodb`. */
  readonly service: string;
  readonly region: string;
  /** Names of headers, in lower case and sorted. */
  readonly signedHeaders: readonly string[];
  readonly signedAt: Date;
}

/** What a request says of its signature, checked as far as that goes without its body. */
export interface ClaimedSignature extends SigningScope {
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** The parts of a request that a signature covers. */
export type SignedRequest = Pick<IncomingMessage, 'headers' | 'method' | 'url'>;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const HINT = `Use the access key of this machine: ${quietCommandLine('aws-env')} prints it.`;

const MINUTE_MS = 60_000;
/** How far the clocks may differ. Source: IAM User Guide, "Signature Version 4": 5 minutes; S3 error codes: 15 minutes. */
const SKEW_MINUTES = 5;
const S3_SKEW_MINUTES = 15;

/** Returns the service in the credential scope of a request, e.g. `sts`; undefined if there is no readable one. */
export function claimedService({ headers }: SignedRequest): string | undefined {
  return /Credential=[^/,\s]+\/\d{8}\/[^/,]+\/([^/,]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1];
}

/**
 * Checks everything that a request claims of its signature, before its body is read: an access key of this machine, an instant
 * that is now, and the headers that must be signed.
 *
 * @param now default: the clock of the machine
 * @throws AwsServiceError as AWS's JSON services: MissingAuthenticationTokenException, IncompleteSignatureException,
 *   UnrecognizedClientException, InvalidSignatureException
 */
export function claimedSignature(
  { headers }: SignedRequest,
  { accessKeyId }: AwsAccessKey,
  now: Date = new Date(),
): ClaimedSignature {
  const { authorization } = headers;
  if (authorization === undefined)
    throw new AwsServiceError('MissingAuthenticationTokenException', `Missing Authentication Token. ${HINT}`);
  const claim = parseAuthorization(authorization);
  const [keyId, day, region, service, end] = claim.credential;
  if (!day || !region || !service || end !== 'aws4_request')
    throw incomplete('expected Credential=<access key id>/<date>/<region>/<service>/aws4_request');
  // Temporary credentials of AWS come with a token; nothing here issues one.
  if (keyId !== accessKeyId || headers['x-amz-security-token'] !== undefined)
    throw new AwsServiceError(
      'UnrecognizedClientException',
      `The security token included in the request is invalid. ${HINT}`,
    );
  const required = ['host', 'x-amz-date', ...(headers['x-amz-target'] === undefined ? [] : ['x-amz-target'])];
  const unsigned = required.filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length > 0) throw invalid(`expected SignedHeaders to name ${unsigned.join(', ')}.`);
  const signedAt = instantOf(headers['x-amz-date']);
  refuseSkew(signedAt, now, service === 's3' ? S3_SKEW_MINUTES : SKEW_MINUTES);
  return { service, region, signedHeaders: claim.signedHeaders, signature: claim.signature, signedAt };
}

/**
 * Checks that a signature is that of the request and its body: signs it again and compares, in constant time.
 *
 * @throws AwsServiceError InvalidSignatureException
 */
export async function verifySignature(
  request: SignedRequest,
  body: Uint8Array,
  claim: ClaimedSignature,
  credentials: AwsAccessKey,
): Promise<void> {
  const { signature } = parseAuthorization(await signRequest(request, body, claim, credentials));
  const expected = Buffer.from(signature, 'hex');
  const found = Buffer.from(claim.signature, 'hex');
  const isSame = expected.length === found.length && timingSafeEqual(expected, found);
  if (isSame && hasClaimedHash(request, body, claim)) return;
  throw invalid(
    `the signature we calculated does not match the one you provided. Is the secret access key that of this machine (${quietCommandLine('aws-env')})?`,
  );
}

/** The signer takes the hash of the body from this header. S3 clients may leave the body unsigned, and S3 is not served here. */
function hasClaimedHash({ headers }: SignedRequest, body: Uint8Array, { service }: ClaimedSignature): boolean {
  const hash = headers['x-amz-content-sha256'];
  return hash === undefined || service === 's3' || hash === createHash('sha256').update(body).digest('hex');
}

interface Authorization {
  readonly credential: readonly string[];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(authorization: string): Authorization {
  const [, algorithm, parameters = ''] = /^(\S+)(?:\s+(.*))?$/s.exec(authorization) ?? [];
  if (algorithm !== ALGORITHM) throw incomplete(`expected the algorithm ${ALGORITHM}`);
  const given = new Map(parameters.split(',').map((part) => splitOnce(part.trim())));
  const [credential, headers, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const value = given.get(name);
    if (!value) throw incomplete(`Authorization header requires '${name}' parameter`);
    return value;
  }) as [string, string, string];
  if (!/^[0-9a-f]{64}$/.test(signature)) throw incomplete('expected a Signature of 64 hexadecimal digits');
  return { credential: credential.split('/'), signedHeaders: headers.split(';'), signature };
}

function splitOnce(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const BASIC_FORMAT = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function instantOf(date: string | readonly string[] | undefined): Date {
  const instant = new Date(String(date).replace(BASIC_FORMAT, '$1-$2-$3T$4:$5:$6Z'));
  if (!BASIC_FORMAT.test(String(date)) || Number.isNaN(instant.getTime()))
    throw incomplete("Date must be in ISO-8601 'basic format', such as 20260131T093000Z");
  return instant;
}

function refuseSkew(signedAt: Date, now: Date, minutes: number): void {
  const aheadMs = signedAt.getTime() - now.getTime();
  if (Math.abs(aheadMs) <= minutes * MINUTE_MS) return;
  const problem = aheadMs < 0 ? 'Signature expired' : 'Signature not yet current';
  throw invalid(
    `${problem}: it is of ${signedAt.toISOString()}, and now it is ${now.toISOString()}; ${minutes} minutes are allowed.`,
  );
}

/** Returns the `Authorization` header of a request (Signature Version 4). `x-amz-date` must be among the signed headers. */
export async function signRequest(
  { headers, method = '', url = '/' }: SignedRequest,
  body: Uint8Array,
  { region, service, signedAt, signedHeaders }: SigningScope,
  credentials: AwsAccessKey,
): Promise<string> {
  const isS3 = service === 's3';
  const signer = new SignatureV4({
    applyChecksum: false,
    credentials,
    region,
    service,
    sha256: Sha256,
    uriEscapePath: !isS3,
  });
  const [path = '/', query = ''] = url.split(/\?(.*)/s);
  const signed = signedHeaders.map((name) => [name, String(headers[name] ?? '')]);
  const { headers: again } = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path,
      query: queryOf(query),
      headers: Object.fromEntries(signed),
      body,
    },
    { signingDate: signedAt, signableHeaders: new Set(signedHeaders) },
  );
  return again.authorization ?? '';
}

function queryOf(text: string): Record<string, string[]> {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
}

function incomplete(problem: string): AwsServiceError {
  return new AwsServiceError('IncompleteSignatureException', `The signature is incomplete: ${problem}.`);
}

function invalid(problem: string): AwsServiceError {
  return new AwsServiceError('InvalidSignatureException', `The signature is not valid: ${problem}`);
}
