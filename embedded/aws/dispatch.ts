import { StoreFull } from '../sqlite/store-full.ts';
import { type AwsService, AwsServiceError } from './aws-service.ts';

/** The reply to one operation. */
export interface AwsReply {
  readonly status: number;
  /** A JSON value. */
  readonly body: unknown;
}

/**
 * Runs one operation of the AWS JSON protocols. An error becomes a reply; the promise never rejects.
 *
 * @param target value of `X-Amz-Target`: `<targetPrefix>.<operation>`
 * @param readBody reads the JSON text of the request; called only if there is a service for the target
 */
export type AwsDispatch = (target: string | undefined, readBody: () => Promise<string> | string) => Promise<AwsReply>;

/**
 * Creates a dispatcher for services. The endpoint and the functions in this process share it.
 *
 * @param onRequest called for every request that names an operation, e.g. `AWSStepFunctions.StartExecution`
 */
export function createAwsDispatch(
  services: readonly AwsService[],
  onRequest: (operation: string) => void = () => {},
): AwsDispatch {
  const byPrefix = new Map(services.map((service) => [service.targetPrefix, service]));
  return async (header, readBody) => {
    try {
      const target = parseTarget(header);
      if (target !== undefined) onRequest(`${target.prefix}.${target.operation}`);
      const service = target && byPrefix.get(target.prefix);
      if (service === undefined || target === undefined) throw unknownTarget(header, [...byPrefix.keys()]);
      return { status: 200, body: (await service.call(target.operation, parseBody(await readBody()))) ?? {} };
    } catch (error) {
      return errorReply(error);
    }
  };
}

/** Returns the reply to a failed request. An unexpected error is printed, and becomes a 500 that hides it. */
export function errorReply(error: unknown): AwsReply {
  const { name, message, statusCode, fields } = error instanceof AwsServiceError ? error : failureOf(error);
  return { status: statusCode, body: { __type: name, message, ...fields } };
}

function failureOf(error: unknown): AwsServiceError {
  if (error instanceof StoreFull)
    return new AwsServiceError('ServiceUnavailable', error.message, 503, { cause: error });
  process.emitWarning(`AWS endpoint: ${error instanceof Error ? error.message : String(error)}`);
  return new AwsServiceError('InternalFailure', 'The request failed because of an error in the local service', 500);
}

function parseTarget(header: string | undefined): { readonly prefix: string; readonly operation: string } | undefined {
  const dot = header?.lastIndexOf('.') ?? -1;
  if (header === undefined || dot < 1 || dot === header.length - 1) return undefined;
  return { prefix: header.slice(0, dot), operation: header.slice(dot + 1) };
}

function unknownTarget(header: string | undefined, prefixes: readonly string[]): AwsServiceError {
  const expected = prefixes.map((prefix) => `${prefix}.<operation>`).join(' or ');
  return new AwsServiceError(
    'UnknownOperationException',
    `This machine has no other services: expected the header X-Amz-Target: ${expected}; found ${header ?? 'none'}`,
  );
}

function parseBody(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new AwsServiceError('SerializationException', 'Expected a JSON body, found text that does not parse', 400, {
      cause,
    });
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return withoutNulls(body);
  throw new AwsServiceError('SerializationException', 'Expected a JSON object as body, found another value');
}

/** Leaves out members that are null: to AWS they are absent. */
function withoutNulls(body: object): Record<string, unknown> {
  const given = body as Record<string, unknown>;
  for (const name in given)
    if (given[name] === null) return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  return given;
}
