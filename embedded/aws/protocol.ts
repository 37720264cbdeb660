import type { IncomingHttpHeaders } from 'node:http';
import type { AwsReply } from './dispatch.ts';

/** A response before it is sent. */
export interface EncodedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One of the protocols that AWS services speak. */
export interface AwsProtocol {
  /** Whether a service of this machine may speak it. */
  readonly isServed: boolean;
  /** Encodes a reply. Those protocols that no service here speaks encode errors only. */
  encode(reply: AwsReply): EncodedReply;
}

/** The error of a reply. */
interface WireError {
  readonly __type: string;
  readonly message: string;
}

/** Status and code of an error, where they differ from those of the JSON protocols. */
type ErrorNames = Readonly<Record<string, readonly [status: number, code: string]>>;

/** Source: "Common errors" of the IAM, STS and SNS API references. */
const QUERY_ERRORS: ErrorNames = {
  MissingAuthenticationTokenException: [403, 'MissingAuthenticationToken'],
  UnrecognizedClientException: [403, 'InvalidClientTokenId'],
  InvalidSignatureException: [403, 'SignatureDoesNotMatch'],
  IncompleteSignatureException: [400, 'IncompleteSignature'],
  UnknownOperationException: [400, 'InvalidAction'],
  AccessDeniedException: [403, 'AccessDenied'],
};

/** Source: Amazon EC2 API Reference, "Error codes". */
const EC2_ERRORS: ErrorNames = {
  ...QUERY_ERRORS,
  UnrecognizedClientException: [401, 'AuthFailure'],
  InvalidSignatureException: [401, 'AuthFailure'],
};

/** Source: Amazon S3 API Reference, "Error responses". */
const S3_ERRORS: ErrorNames = {
  MissingAuthenticationTokenException: [403, 'AccessDenied'],
  UnrecognizedClientException: [403, 'InvalidAccessKeyId'],
  InvalidSignatureException: [403, 'SignatureDoesNotMatch'],
  IncompleteSignatureException: [400, 'AuthorizationHeaderMalformed'],
  UnknownOperationException: [400, 'InvalidRequest'],
  AccessDeniedException: [403, 'AccessDenied'],
};

/** Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html; "Common errors" of the AWS Lambda API Reference. */
const REST_JSON_STATUSES: Readonly<Record<string, number>> = {
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  IncompleteSignatureException: 403,
  UnknownOperationException: 404,
};

/**
 * Returns the protocol that a request speaks, so that its client understands the answer.
 *
 * Source: https://smithy.io/2.0/aws/protocols/
 *
 * @param service in the credential scope of the signature; undefined if there is none
 */
export function protocolOf(headers: IncomingHttpHeaders, service: string | undefined): AwsProtocol {
  const contentType = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined || contentType.startsWith('application/x-amz-json-'))
    return json(contentType.startsWith('application/x-amz-json-1.1') ? '1.1' : '1.0');
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return CBOR;
  if (service === 's3') return xml(S3_ERRORS, s3Document);
  if (service === 'ec2') return xml(EC2_ERRORS, ec2Document);
  if (contentType.startsWith('application/x-www-form-urlencoded')) return xml(QUERY_ERRORS, queryDocument);
  if (service === 'route53' || service === 'cloudfront') return xml(QUERY_ERRORS, queryDocument);
  return service === undefined ? json('1.0') : REST_JSON;
}

function json(version: '1.0' | '1.1'): AwsProtocol {
  return {
    isServed: true,
    encode: ({ status, body }) => ({
      status,
      headers: { 'content-type': `application/x-amz-json-${version}` },
      body: Buffer.from(JSON.stringify(body)),
    }),
  };
}

const REST_JSON: AwsProtocol = {
  isServed: false,
  encode(reply) {
    const { __type, message } = errorOf(reply);
    return {
      status: REST_JSON_STATUSES[__type] ?? reply.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': __type },
      body: Buffer.from(JSON.stringify({ message })),
    };
  },
};

const CBOR: AwsProtocol = {
  isServed: false,
  encode(reply) {
    const { __type, message } = errorOf(reply);
    const pairs = [cborText('__type'), cborText(__type), cborText('message'), cborText(message)];
    return {
      status: reply.status,
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body: Buffer.concat([Buffer.of(0xa2), ...pairs]),
    };
  },
};

/** A text of up to 65,535 bytes, with its length in two bytes. Source: RFC 8949 §3.1. */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(0x79, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

function xml(names: ErrorNames, documentOf: (code: string, message: string) => string): AwsProtocol {
  return {
    isServed: false,
    encode(reply) {
      const { __type, message } = errorOf(reply);
      const [status, code] = names[__type] ?? [reply.status, __type];
      const text = `<?xml version="1.0" encoding="UTF-8"?>\n${documentOf(code, xmlText(message))}`;
      return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(text) };
    },
  };
}

const queryDocument = (code: string, message: string): string =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>local</RequestId></ErrorResponse>`;

const ec2Document = (code: string, message: string): string =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>local</RequestID></Response>`;

const s3Document = (code: string, message: string): string =>
  `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>local</RequestId></Error>`;

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function errorOf({ body }: AwsReply): WireError {
  return body as WireError;
}
