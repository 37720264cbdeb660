import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import dynalite from 'dynalite';
import type { TableSpec } from '../../blueprint/blueprint.ts';
import { readBody } from './read-body.ts';
import { ensureTable } from './table.ts';

/** The largest request that DynamoDB takes (Amazon DynamoDB Developer Guide, "Quotas"). */
const REQUEST_LIMIT_BYTES = 16 * 1024 * 1024;

/** What `X-Amz-Target` of a DynamoDB request starts with. */
export const DYNAMODB_TARGET_PREFIX = 'DynamoDB_20120810';

/** DynamoDB on disk. */
export interface DynamoDb {
  /** Answers a request whose body has not been read. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Makes the table when it is not there.
   *
   * @throws TableMismatch there is one with other keys or without an index
   */
  ensureTable(name: string, spec: TableSpec): Promise<void>;
  /** Waits for the operations that run and closes the store. */
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string | number>;
  readonly body: string;
}

/**
 * Opens DynamoDB on disk; one process at a time may have the folder open.
 *
 * An acknowledged write survives the end of the process. `ReturnValuesOnConditionCheckFailure` has no effect.
 *
 * @param path folder of the store, made when missing
 */
export function openDynamoDb(path: string): DynamoDb {
  const server = dynalite({ path, createTableMs: 0 });
  const running = new Set<Promise<unknown>>();
  let closing = false;

  const ask = (headers: IncomingHttpHeaders, body: Buffer): Promise<Reply> => {
    const reply = emulate(server, headers, body);
    running.add(reply);
    return reply.finally(() => running.delete(reply));
  };

  return {
    handle(request, response) {
      void answer(request, response, (headers, body) => (closing ? undefined : ask(headers, body)));
    },
    ensureTable: (name, spec) =>
      ensureTable(name, spec, async (operation, input) => {
        const reply = await ask(headersOf(operation), Buffer.from(JSON.stringify(input)));
        return { ok: reply.status === 200, body: JSON.parse(reply.body) };
      }),
    async close() {
      closing = true;
      await Promise.all(running);
      await closeStore(server);
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ask: (headers: IncomingHttpHeaders, body: Buffer) => Promise<Reply> | undefined,
): Promise<void> {
  const body = await readBody(request, REQUEST_LIMIT_BYTES);
  if (body === 'gone') return;
  const reply = body === 'too large' ? TOO_LARGE : ((await ask(request.headers, body)) ?? CLOSING);
  response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(reply.body);
}

/**
 * Hands a request to dynalite without a connection: what happens to the client's connection must not reach dynalite,
 * which ends the process when a request breaks off.
 */
async function emulate(server: Server, headers: IncomingHttpHeaders, body: Buffer): Promise<Reply> {
  const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
  const answerHeaders = new Map<string, string | number>();
  const response = Object.assign(new EventEmitter(), {
    statusCode: 200,
    setHeader: (name: string, value: string | number) => answerHeaders.set(name, value),
    end: (text: string) => response.emit('answered', text),
  });
  const answered = once(response, 'answered');
  server.emit('request', request, response);
  request.emit('data', body);
  request.emit('end');
  const [text] = await answered;
  return { status: response.statusCode, headers: answerHeaders, body: text };
}

/** dynalite closes its store only after a server that listened; this one did not until now. */
async function closeStore(server: Server): Promise<void> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
}

function headersOf(operation: string): IncomingHttpHeaders {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `${DYNAMODB_TARGET_PREFIX}.${operation}`,
    'x-amz-date': new Date().toISOString(),
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
  };
}

function refusal(status: number, type: string, message: string): Reply {
  return {
    status,
    headers: new Map([['content-type', 'application/x-amz-json-1.0']]),
    body: JSON.stringify({ __type: type, message }),
  };
}

const TOO_LARGE = refusal(413, 'RequestEntityTooLargeException', `Expected at most ${REQUEST_LIMIT_BYTES} bytes.`);
const CLOSING = refusal(503, 'ServiceUnavailable', 'DynamoDB is closing: try again once it is running.');
