import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AwsAccessKey } from '../credentials-file.ts';
import { crossOriginReason } from '../http/cross-origin-reason.ts';
import { jsonLevels, MAX_JSON_LEVELS } from '../http/json-levels.ts';
import { http } from '../http/node-http.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import { AwsServiceError } from './aws-service.ts';
import { type AwsDispatch, type AwsReply, errorReply } from './dispatch.ts';
import { type AwsProtocol, protocolOf } from './protocol.ts';
import { claimedService, claimedSignature, verifySignature } from './signature.ts';

/** The maximum size of a request body. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Options of {@link createAwsEndpoint}. */
export interface AwsEndpointOptions {
  /** The key with which requests must be signed (Signature Version 4). @default none: every process of this machine may call */
  readonly accessKey?: AwsAccessKey;
  /**
   * Resolves when everything so far is on disk; a reply waits for it, because a caller outside this process may act on it.
   * @default the services wait themselves
   */
  durable?(): Promise<void>;
}

/**
 * Creates an HTTP server that speaks the AWS JSON protocols 1.0 and 1.1, and refuses services of other protocols in these.
 * {@link crossOriginReason} rejects pages of other sites with 403.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 *
 * @returns a server that is not listening yet
 */
export function createAwsEndpoint(dispatch: AwsDispatch, options: AwsEndpointOptions = {}): Server {
  return http.createServer((request, response) => {
    const protocol = protocolOf(request.headers, claimedService(request));
    void answer(request, protocol, { dispatch, ...options })
      .catch(errorReply)
      .then((reply) => send(request, response, protocol, reply));
  });
}

async function answer(
  request: IncomingMessage,
  protocol: AwsProtocol,
  { accessKey, dispatch, durable }: AwsEndpointOptions & { readonly dispatch: AwsDispatch },
): Promise<AwsReply> {
  const forbidden = crossOriginReason(request.headers);
  if (forbidden !== undefined) throw new AwsServiceError('AccessDeniedException', forbidden, 403);
  const body = accessKey === undefined ? await readBytes(request) : await readSigned(request, accessKey);
  if (!protocol.isServed) throw notServed(claimedService(request));
  const target = request.headers['x-amz-target'];
  const reply = await dispatch(typeof target === 'string' ? target : undefined, () => textOf(body));
  await durable?.();
  return reply;
}

async function readSigned(request: IncomingMessage, accessKey: AwsAccessKey): Promise<Buffer> {
  const claim = claimedSignature(request, accessKey);
  const body = await readBytes(request);
  await verifySignature(request, body, claim, accessKey);
  return body;
}

function notServed(service = 'such service'): AwsServiceError {
  return new AwsServiceError(
    'UnknownOperationException',
    `This machine has no ${service}, only DynamoDB, Step Functions, EventBridge, Parameter Store and Secrets Manager: unset AWS_ENDPOINT_URL to call AWS.`,
  );
}

function textOf(body: Buffer): string {
  const text = body.toString();
  if (jsonLevels(text) > MAX_JSON_LEVELS)
    throw new AwsServiceError(
      'SerializationException',
      `Expected JSON of ${MAX_JSON_LEVELS} levels at most, found more`,
    );
  return text;
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(request, MAX_BODY_BYTES, { drain: false });
  } catch (cause) {
    if (!(cause instanceof BodyTooLarge)) throw cause;
    const message = `Expected a body of ${MAX_BODY_BYTES} bytes at most`;
    throw new AwsServiceError('RequestEntityTooLargeException', message, 413, { cause });
  }
}

function send(request: IncomingMessage, response: ServerResponse, protocol: AwsProtocol, reply: AwsReply): void {
  if (response.destroyed) return;
  const { status, headers, body } = protocol.encode(reply);
  // The unread rest of a rejected body would be parsed as the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { ...headers, 'content-length': body.length, 'x-amzn-requestid': randomUUID() });
  response.end(body);
}
