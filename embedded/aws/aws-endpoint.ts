import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { crossOriginReason } from '../http/cross-origin-reason.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import { type AwsService, AwsServiceError } from './aws-service.ts';

/** Options of {@link createAwsEndpoint}. */
export interface AwsEndpointOptions {
  /** Called for every allowed request that names an operation, e.g. `AWSStepFunctions.StartExecution`. */
  onRequest?(operation: string): void;
}

/** Largest body of a request. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Creates an HTTP server that speaks the AWS JSON protocols 1.0 and 1.1 for some services. Signatures are not checked:
 * every process of this machine may call. {@link crossOriginReason} rejects pages of other sites with 403.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 *
 * @returns a server that is not listening yet
 */
export function createAwsEndpoint(services: readonly AwsService[], options: AwsEndpointOptions = {}): Server {
  const byPrefix = new Map(services.map((service) => [service.targetPrefix, service]));
  return createServer((request, response) => {
    const forbidden = crossOriginReason(request.headers);
    if (forbidden !== undefined) {
      sendError(request, response, new AwsServiceError('AccessDeniedException', forbidden, 403));
      return;
    }
    const target = targetOf(request);
    if (target !== undefined) options.onRequest?.(`${target.prefix}.${target.operation}`);
    const service = target && byPrefix.get(target.prefix);
    void answer(request, response, async () => {
      if (service === undefined || target === undefined) throw unknownTarget(request, [...byPrefix.keys()]);
      return service.call(target.operation, await parseBody(request));
    });
  });
}

function targetOf({ headers }: IncomingMessage): { readonly prefix: string; readonly operation: string } | undefined {
  const target = headers['x-amz-target'];
  const dot = typeof target === 'string' ? target.lastIndexOf('.') : -1;
  if (typeof target !== 'string' || dot < 1 || dot === target.length - 1) return undefined;
  return { prefix: target.slice(0, dot), operation: target.slice(dot + 1) };
}

function unknownTarget({ headers }: IncomingMessage, prefixes: readonly string[]): AwsServiceError {
  const found = headers['x-amz-target'] ?? 'none';
  const expected = prefixes.map((prefix) => `${prefix}.<operation>`).join(' or ');
  return new AwsServiceError(
    'UnknownOperationException',
    `Expected the header X-Amz-Target: ${expected}; found ${found}`,
  );
}

async function parseBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readText(request);
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new AwsServiceError('SerializationException', 'Expected a JSON body, found text that does not parse', 400, {
      cause,
    });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new AwsServiceError('SerializationException', 'Expected a JSON object as body, found another value');
}

async function readText(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request, MAX_BODY_BYTES, { drain: false })).toString();
  } catch (cause) {
    if (!(cause instanceof BodyTooLarge)) throw cause;
    const message = `Expected a body of ${MAX_BODY_BYTES} bytes at most`;
    throw new AwsServiceError('RequestEntityTooLargeException', message, 413, { cause });
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, work: () => Promise<unknown>): Promise<void> {
  try {
    send(request, response, 200, (await work()) ?? {});
  } catch (error) {
    sendError(request, response, asServiceError(error));
  }
}

function sendError(request: IncomingMessage, response: ServerResponse, error: AwsServiceError): void {
  send(request, response, error.statusCode, { __type: error.name, message: error.message, ...error.fields });
}

/** Turns any other error into a 500 that tells the caller nothing about its cause, and prints the cause. */
function asServiceError(error: unknown): AwsServiceError {
  if (error instanceof AwsServiceError) return error;
  process.emitWarning(`AWS endpoint: ${error instanceof Error ? error.message : String(error)}`);
  return new AwsServiceError('InternalFailure', 'The request failed because of an error in the local service', 500);
}

function send(request: IncomingMessage, response: ServerResponse, status: number, body: unknown): void {
  if (response.destroyed) return;
  const version = request.headers['content-type']?.startsWith('application/x-amz-json-1.1') ? '1.1' : '1.0';
  const payload = Buffer.from(JSON.stringify(body));
  // The unread rest of a rejected body would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, {
    'content-type': `application/x-amz-json-${version}`,
    'content-length': payload.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(payload);
}
