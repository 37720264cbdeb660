import type { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { API_PROBLEMS } from '../../blueprint/routes/api-problems.ts';
import type { Handler } from '../runtime/lazily.ts';
import { ApiProblem } from './api-problem.ts';
import { type ApiResponse, type HandleRequest, requestOf, resultOf } from './api-request.ts';

/**
 * Creates the Lambda handler of a function behind the HTTP API.
 *
 * Errors become problem documents (RFC 9457). An `ApiProblem` keeps its details. Any other error is logged and becomes
 * `internal-error` with only the id of the request.
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
      logger.setCorrelationId(event.pathParameters?.id ?? requestId);
      return resultOf(await handle({ ...requestOf(event), invocation }));
    } catch (error) {
      const problem = error instanceof ApiProblem ? error : internalError();
      if (problem.type === 'internal-error') logger.error('Request failed', { error: error as Error, requestId });
      return resultOf(problemDocument(problem, requestId));
    }
  };
}

function internalError(): ApiProblem {
  return new ApiProblem('internal-error', 'The error was logged with the id of this request.');
}

function problemDocument({ type, status, message, extensions }: ApiProblem, requestId: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
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
