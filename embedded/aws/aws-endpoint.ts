import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { crossOriginReason } from '../http/cross-origin-reason.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import { AwsServiceError } from './aws-service.ts';
import { type AwsDispatch, type AwsReply, errorReply } from './dispatch.ts';

/** The maximum size of a request body. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Creates an HTTP server that speaks the AWS JSON protocols 1.0 and 1.1. Signatures are not checked: every process of this
 * machine may call. {@link crossOriginReason} rejects pages of other sites with 403.
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 *
 * @param durable resolves when everything so far is on disk; a reply waits for it, because a caller outside this process may act
 *   on it. @default the services wait themselves
 * @returns a server that is not listening yet
 */
export function createAwsEndpoint(dispatch: AwsDispatch, durable: () => Promise<void> = async () => {}): Server {
  return createServer((request, response) => {
    const forbidden = crossOriginReason(request.headers);
    if (forbidden !== undefined) {
      send(request, response, errorReply(new AwsServiceError('AccessDeniedException', forbidden, 403)));
      return;
    }
    const target = request.headers['x-amz-target'];
    void dispatch(typeof target === 'string' ? target : undefined, () => readText(request))
      .then(async (reply) => {
        await durable();
        return reply;
      })
      .catch(errorReply)
      .then((reply) => send(request, response, reply));
  });
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

function send(request: IncomingMessage, response: ServerResponse, { status, body }: AwsReply): void {
  if (response.destroyed) return;
  const version = request.headers['content-type']?.startsWith('application/x-amz-json-1.1') ? '1.1' : '1.0';
  const payload = Buffer.from(JSON.stringify(body));
  // The unread rest of a rejected body would be parsed as the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, {
    'content-type': `application/x-amz-json-${version}`,
    'content-length': payload.length,
    'x-amzn-requestid': randomUUID(),
  });
  response.end(payload);
}
