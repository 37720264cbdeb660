/** One request that a partner got. */
export interface LoggedRequest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  /** Path without the query, which may carry personal data. */
  readonly path: string;
  /** HTTP status, or null while no answer was sent (hang, dropped connection). */
  status: number | null;
}

const KEPT = 1_000;

/** The last 1,000 requests to partners, oldest first. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  /** Notes a request; its `status` is set when it is answered. */
  add(method: string, path: string): LoggedRequest {
    const request = { at: new Date().toISOString(), method, path, status: null };
    this.#requests.push(request);
    if (this.#requests.length > 2 * KEPT) this.#requests = this.list();
    return request;
  }

  list(): LoggedRequest[] {
    return this.#requests.slice(-KEPT);
  }

  clear(): void {
    this.#requests = [];
  }
}
