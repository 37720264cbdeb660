import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** One call of an AWS operation, e.g. `AWSEvents.PutEvents`. */
export interface AwsCall {
  readonly operation: string;
  readonly input: unknown;
}

/** Answers calls of the AWS JSON protocol on a free port, as the test says, and records them. */
export async function startLocalAws(answers: Record<string, unknown>) {
  const calls: AwsCall[] = [];
  /** Operations whose next call gets no reply. */
  const unanswered = new Set<string>();
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']);
    calls.push({ operation, input: await json(request) });
    if (unanswered.delete(operation)) return;
    response.writeHead(operation in answers ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answers[operation] ?? { __type: 'UnknownOperationException' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    calls,
    answers,
    unanswered,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
