import type { JsonValue } from '../../core/json.ts';
import type { OrderApiRequest } from './tool-request.ts';

/** A reply of the API. */
export interface OrderApiReply {
  readonly status: number;
  /** Undefined if it is no JSON. */
  readonly body: JsonValue | undefined;
}

/** Sends requests to the API, as its callers do: every check of the gateway and of the API applies. */
export interface OrderApiClient {
  /** @throws OrderApiUnavailable */
  send(request: OrderApiRequest): Promise<OrderApiReply>;
  /** Returns the OpenAPI document, which is public. @throws OrderApiUnavailable */
  document(): Promise<unknown>;
}

/** Options of {@link createOrderApiClient}. */
export interface OrderApiClientOptions {
  /** Base URL of the API, without a slash at its end. */
  readonly url: string;
  /** Returns the bearer token for a request. */
  token(): Promise<string>;
  /** Headers of every request, e.g. of its trace. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Returns the milliseconds that a request may take. */
  timeoutMs(): number;
}

/** The API did not answer. */
export class OrderApiUnavailable extends Error {
  override readonly name = 'OrderApiUnavailable';
}

/** Creates a client of the API. */
export function createOrderApiClient({
  url,
  token,
  headers: common,
  timeoutMs,
}: OrderApiClientOptions): OrderApiClient {
  async function request(path: string, init: RequestInit): Promise<OrderApiReply> {
    try {
      // A redirect would send the token to another host.
      const response = await fetch(`${url}${path}`, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(Math.max(1, Math.floor(timeoutMs()))),
      });
      return { status: response.status, body: jsonIn(await response.text()) };
    } catch (cause) {
      throw new OrderApiUnavailable(`${url} does not answer: check the URL, or try again later.`, { cause });
    }
  }

  return {
    async send({ method, path, headers, body }) {
      return request(path, {
        method,
        headers: {
          ...common,
          ...headers,
          authorization: `Bearer ${await tokenOrUnavailable(token)}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
    async document() {
      const { status, body } = await request('/openapi.json', {});
      if (status !== 200) throw new OrderApiUnavailable(`${url}/openapi.json answers ${status}: check the URL.`);
      return body;
    },
  };
}

async function tokenOrUnavailable(token: () => Promise<string>): Promise<string> {
  return token().catch((cause: unknown) => {
    throw new OrderApiUnavailable(cause instanceof Error ? cause.message : 'There is no token.', { cause });
  });
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
