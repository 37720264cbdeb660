import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { API_PROBLEMS, ApiProblem } from '../api/api-problem.ts';
import { resultOf } from '../api/api-request.ts';

/**
 * Answers errors as problem documents (RFC 9457).
 *
 * A refusal tells what it says; anything else is logged in full and answered without detail, with the request's id to
 * look it up by.
 */
export function problemDocuments(
  logger: Logger,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: function problemDocumentsOnError(request) {
      const { error } = request;
      const problem =
        error instanceof ApiProblem
          ? error
          : new ApiProblem('internal-error', 'The error is logged under the id of this request.');
      const instance = request.event.requestContext.requestId;
      if (problem.type === 'internal-error')
        logger.error('Request failed', { error: error as Error, requestId: instance });
      request.response = resultOf({
        status: problem.status,
        headers: { 'content-type': 'application/problem+json' },
        body: {
          type: `/problems/${problem.type}`,
          title: API_PROBLEMS[problem.type].title,
          status: problem.status,
          detail: problem.message,
          instance,
          ...problem.extensions,
        },
      });
    },
  };
}
