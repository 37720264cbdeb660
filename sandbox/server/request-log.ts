/** A request that a partner received. */
export interface LoggedRequest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly method: string;
  /** Path without the query, which may carry personal data. */
  readonly path: string;
  /** HTTP status, or null while no answer was sent (hang, dropped connection). */
  status: number | null;
}

/** The last 1,000 requests to partners. */
export interface RequestLog {
  /** Adds a request. The caller sets its `status` with the answer. */
  add(method: string, path: string): LoggedRequest;
  /** Returns the requests, oldest first. */
  list(): LoggedRequest[];
  clear(): void;
}

const MAX_REQUESTS = 1_000;

/** Creates an empty request log. */
export function createRequestLog(now: () => Date): RequestLog {
  let requests: LoggedRequest[] = [];
  return {
    add(method, path) {
      const request = { at: now().toISOString(), method, path, status: null };
      requests.push(request);
      if (requests.length > 2 * MAX_REQUESTS) requests = requests.slice(-MAX_REQUESTS);
      return request;
    },
    list: () => requests.slice(-MAX_REQUESTS),
    clear() {
      requests = [];
    },
  };
}
