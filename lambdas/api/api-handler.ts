import type { Logger } from '@aws-lambda-powertools/logger';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problemDocuments } from '../middleware/problem-documents.ts';
import type { Handler } from '../runtime/lazily.ts';
import { type ApiAnswer, type ApiRequest, requestOf, resultOf } from './api-request.ts';

/** The one stack of middleware around every route: the request in, an answer or a problem document out. */
export function apiStack(
  logger: Logger,
  answer: (request: ApiRequest) => Promise<ApiAnswer>,
): Handler<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problemDocuments(logger))
    .handler(async (event, context) => {
      const invocation = { begunAt: performance.now(), milliseconds: context.getRemainingTimeInMillis() };
      logger.setCorrelationId(event.pathParameters?.id ?? event.requestContext.requestId);
      return resultOf(await answer({ ...requestOf(event), invocation }));
    });
}
