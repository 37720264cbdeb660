import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './order-api.ts';

export type { components, operations, paths } from './order-api.ts';

/** Sends requests to the API, with the types of its OpenAPI document: `client.POST('/orders', { body })`. */
export type OrderClient = Client<paths>;

/** How to reach the API. */
export interface OrderClientOptions {
  /** The base URL of the API: on AWS the stack output `ApiUrl`, on one machine such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Returns a bearer token with the scopes of the operations. Called for each request, so it should keep a token while it is valid. */
  token(): string | Promise<string>;
  /** Sends a request. @default `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * Creates a client of the API.
 *
 * A refusal is no exception: a result has either `data` or `error`. Without an answer, `fetch` throws; send the order again with the
 * same `Idempotency-Key`.
 */
export function createOrderClient({ url, token, fetch }: OrderClientOptions): OrderClient {
  const client = createClient<paths>({ baseUrl: url, ...(fetch !== undefined && { fetch }) });
  client.use({
    async onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${await token()}`);
      return request;
    },
  });
  return client;
}
