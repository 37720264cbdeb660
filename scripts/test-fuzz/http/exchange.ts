import { request as openRequest } from 'node:http';

/** A request to send. */
export interface FuzzRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Longest time without an answer, in milliseconds. */
const TIMEOUT_MS = 15_000;

/** Sends a request. @returns undefined if the connection ended, or nothing came in time */
export async function exchange(
  baseUrl: string,
  { body, headers, method, path }: FuzzRequest,
): Promise<Answer | undefined> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
  const content = Buffer.from(body);
  const request = openRequest(
    {
      hostname,
      port,
      method,
      path,
      headers: { ...headers, 'content-length': content.length },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    },
    (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString(),
        }),
      );
    },
  );
  request.on('error', () => resolve(undefined));
  request.end(content);
  return promise;
}
