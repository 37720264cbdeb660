import * as z from 'zod';
import { callSystem, fetchToken, jsonOf } from './call-system.ts';
import { type OrderResponse, orderResponseSchema } from './order-response.ts';
import { UsageError } from './run-command.ts';

const TRIES = 3;
const RETRY_MS = 200;

/** Sends orders to the running system and reads them. */
export interface OrderClient {
  /**
   * Submits an order without waiting for its end.
   *
   * @param idempotencyKey sent as `Idempotency-Key`; a repeat with the same key returns the first order
   * @throws UsageError when the order was rejected
   */
  submit(order: string, idempotencyKey: string | undefined): Promise<OrderResponse>;
  /** @throws UsageError when the order cannot be read */
  read(id: string): Promise<OrderResponse>;
}

/** Options of {@link openOrderClient}: the URL of the running system, and its data folder with the credentials. */
export interface OrderClientOptions {
  readonly url: string;
  readonly dataDir: string;
}

const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  message: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const withOrder = z.object({ order: orderResponseSchema });

/**
 * Creates a client of the running system.
 *
 * @throws UsageError when the system returns no token
 */
export async function openOrderClient({ url, dataDir }: OrderClientOptions): Promise<OrderClient> {
  const token = await fetchToken({ url, dataDir, role: 'channel' });
  const authorization = `Bearer ${token}`;

  async function read(id: string): Promise<OrderResponse> {
    const response = await withRetries(() =>
      callSystem(`${url}/orders/${encodeURIComponent(id)}`, { headers: { authorization } }),
    );
    return orderIn(response, await jsonOf(response));
  }

  return {
    async submit(order, idempotencyKey) {
      const headers = {
        authorization,
        'content-type': 'application/json',
        prefer: 'wait=0',
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      };
      const response = await callSystem(`${url}/orders`, { method: 'POST', headers, body: order });
      return orderIn(response, await jsonOf(response));
    },
    read,
  };
}

/** Returns the order in a response. A repeated order that has failed is inside a problem document. */
function orderIn(response: Response, body: unknown): OrderResponse {
  const order = orderResponseSchema.safeParse(response.ok ? body : withOrder.safeParse(body).data?.order);
  if (order.success) return order.data;
  if (response.ok)
    throw new UsageError(`${response.url} returned no order: check that --url or PORT is that of this system's API.`);
  throw new UsageError([`The system responded with ${response.status}.`, ...reasons(body)].join('\n'));
}

function reasons(body: unknown): readonly string[] {
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return [];
  const { title, detail, message, errors = [] } = problem.data;
  const lines = [title, detail, message].filter((line) => line !== undefined);
  return [...lines, ...errors.map((error) => `  ${error.path || '(body)'}: ${error.message}`)];
}

// Reads are safe to repeat, so a follower survives a short outage, such as a 503 or a restart.
async function withRetries(call: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await call().catch((error: unknown) => error);
    if (outcome instanceof Response && outcome.status < 500) return outcome;
    if (tries === TRIES) {
      if (outcome instanceof Response) return outcome;
      throw outcome;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tries));
  }
}
