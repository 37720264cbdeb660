import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { API_PROBLEMS, RETRY_AFTER_SECONDS } from '../../blueprint/routes/api-problems.ts';
import { isOrderId } from '../../core/order/order-ids.ts';
import { newTrace, parseTrace, traceOf } from '../../core/trace/trace-context.ts';
import type { Handler } from '../runtime/lazily.ts';
import { ApiProblem, NOTHING_CHANGED, serviceUnavailable } from './api-problem.ts';
import { type ApiResponse, type HandleRequest, requestOf, resultOf } from './api-request.ts';
import { isServiceOutage } from './service-outage.ts';

/**
 * Creates the Lambda handler of a function behind the HTTP API.
 *
 * Log lines have the trace of the request until a handler reads or stores an order; see `tracedOrders`.
 *
 * Errors become problem documents (RFC 9457). An `ApiProblem` keeps its details. Any other error is logged and becomes
 * `internal-error` with only the id of the request, or `service-unavailable` if an AWS service is the reason.
 *
 * @param handle usually a router
 */
export function createApiHandler(
  logger: Logger,
  handle: HandleRequest,
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return async (event, context) => {
    const { requestId } = event.requestContext;
    try {
      const invocation = { startedAt: performance.now(), timeLimitMs: context.getRemainingTimeInMillis() };
      logger.appendKeys({ correlation_id: event.pathParameters?.id ?? requestId, trace_id: traceIdOf(event) });
      return resultOf(await handle({ ...requestOf(event), invocation }));
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : problemOf(error);
      const logged = problem === error ? problem.cause : error;
      if (logged !== undefined || problem !== error)
        logger.error('Request failed', { error: logged as Error, requestId });
      return resultOf(problemDocument(problem, requestId));
    }
  };
}

/** Returns the trace of a request: that of its caller, or else of the order that it names, or else a new one. */
function traceIdOf({ headers, pathParameters }: APIGatewayProxyEventV2): string {
  const { id = '' } = pathParameters ?? {};
  const trace = parseTrace(headers) ?? (isOrderId(id) ? traceOf({ id }) : newTrace());
  return trace.id;
}

function problemOf(error: unknown): ApiProblem {
  return isServiceOutage(error)
    ? serviceUnavailable(NOTHING_CHANGED, error)
    : new ApiProblem('internal-error', 'The error was logged with the id of this request.');
}

function problemDocument({ type, status, message, extensions, headers }: ApiProblem, requestId: string): ApiResponse {
  return {
    status,
    headers: {
      ...headers,
      'content-type': 'application/problem+json',
      ...(status === 503 && { 'retry-after': String(RETRY_AFTER_SECONDS) }),
    },
    body: {
      type: `/problems/${type}`,
      title: API_PROBLEMS[type].title,
      status,
      detail: message,
      instance: requestId,
      ...extensions,
    },
  };
}
