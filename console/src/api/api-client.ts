/** A request that the API refused or did not answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** 0 without an answer. */
  readonly status: number;
  /** Each invalid field. */
  readonly errors: readonly FieldError[];
  /** The id of the request, as in the logs. */
  readonly requestId: string | undefined;

  constructor(message: string, details: FailureDetails) {
    super(message);
    this.status = details.status;
    this.errors = details.errors ?? [];
    this.requestId = details.requestId;
  }
}

/** A field of a request that is invalid. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface FailureDetails {
  readonly status: number;
  readonly errors?: readonly FieldError[] | undefined;
  readonly requestId?: string | undefined;
}

/** A request to the API. */
export interface ApiCall {
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Sends a request to the API. */
export type CallApi = <Body>(call: ApiCall) => Promise<Body>;

/**
 * Creates the function that sends requests, each with the person's token; one that is refused is sent again with a new token.
 *
 * @throws ApiFailure when the answer is not a success, with the reason that the API gives
 */
export function createApiClient(token: (refused?: string) => Promise<string>): CallApi {
  return async <Body>(call: ApiCall) => {
    const first = await token();
    const response = await send(call, first);
    return await bodyOf<Body>(response.status === 401 ? await send(call, await token(first)) : response);
  };
}

async function send(
  { path, method = 'GET', query = {}, body, headers, signal }: ApiCall,
  token: string,
): Promise<Response> {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  try {
    return await fetch(`${path}${search}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiFailure('The API does not answer. Check your connection.', { status: 0 });
  }
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly message?: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
}

async function bodyOf<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  const body = parse(text);
  if (response.ok) return body as Body;
  const problem: Problem = typeof body === 'object' && body !== null ? body : {};
  const message =
    problem.detail ?? problem.title ?? problem.message ?? `The API answered with status ${response.status}.`;
  const requestId = problem.instance ?? response.headers.get('apigw-requestid') ?? undefined;
  throw new ApiFailure(message, { status: response.status, errors: problem.errors, requestId });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
