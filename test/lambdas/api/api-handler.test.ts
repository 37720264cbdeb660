import { Logger } from '@aws-lambda-powertools/logger';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { API_PROBLEMS, type ApiProblemType } from '../../../blueprint/routes/api-problems.ts';
import { createApiHandler } from '../../../lambdas/api/api-handler.ts';
import { ApiProblem, invalidRequest } from '../../../lambdas/api/api-problem.ts';
import type { Invocation } from '../../../lambdas/api/api-request.ts';
import { sendUnchecked as send } from './api-event.ts';

afterEach(() => vi.restoreAllMocks());

/** Sends a request to a handler whose route returns or throws what `end` does. Returns the response and the log. */
async function responseOf(end: () => unknown) {
  const logger = new Logger({ serviceName: 'test' });
  const log = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
  const handler = createApiHandler(logger, async () => ({ status: 200, body: await end() }));
  return { response: await send(handler, { route: 'GET /orders' }), log };
}

const throwing = (error: unknown) => () => {
  throw error;
};

describe('createApiHandler', () => {
  it('returns JSON that must not be cached', async () => {
    const { response, log } = await responseOf(() => ({ id: 1 }));
    expect(response).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: { id: 1 },
    });
    expect(log).not.toHaveBeenCalled();
  });

  it('returns the headers of a problem, which cannot change its content type', async () => {
    const headers = { 'idempotent-replayed': 'true', 'content-type': 'text/html' };
    const { response } = await responseOf(throwing(new ApiProblem('order-failed', 'It failed.', {}, { headers })));
    expect(response.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'content-type': 'application/problem+json',
    });
  });

  it.each(Object.keys(API_PROBLEMS) as ApiProblemType[])('returns %s as a problem document', async (type) => {
    const { response } = await responseOf(throwing(new ApiProblem(type, 'What to do.', { order: { id: 1 } })));
    expect(response.status).toBe(API_PROBLEMS[type].status);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.headers['retry-after']).toBe(type === 'service-unavailable' ? '30' : undefined);
    expect(response.body).toEqual({
      type: `/problems/${type}`,
      title: API_PROBLEMS[type].title,
      status: API_PROBLEMS[type].status,
      detail: 'What to do.',
      instance: 'request-1',
      order: { id: 1 },
    });
  });

  it('passes the time limit to its routes', async () => {
    const handler = createApiHandler(new Logger({ serviceName: 'test' }), async ({ invocation }) => ({
      status: 200,
      body: invocation,
    }));
    const before = performance.now();
    const { startedAt, timeLimitMs } = (await send(handler, { route: 'GET /orders' })).body as Invocation;
    expect(timeLimitMs).toBe(15_000);
    expect(startedAt).toBeGreaterThanOrEqual(before);
    expect(startedAt).toBeLessThanOrEqual(performance.now());
  });

  const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each([
    ['its caller', { traceparent: `00-${ID}-00f067aa0ba902b7-01` }, ID],
    ['the order that it names', { traceparent: '00-no-trace' }, '0d6a1e5c9f2b47d38a1c55e0b9d7f314'],
  ])('logs a request in the trace of %s', async (_, headers, traceId) => {
    const logger = new Logger({ serviceName: 'test' });
    const append = vi.spyOn(logger, 'appendKeys');
    const id = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';
    const handler = createApiHandler(logger, async () => ({ status: 200, body: {} }));
    await send(handler, { route: 'GET /orders/{id}', pathParameters: { id }, headers });
    expect(append).toHaveBeenCalledExactlyOnceWith({ correlation_id: id, trace_id: traceId });
  });

  it('lists every error of an invalid request and does not log it', async () => {
    const errors = [
      { path: 'a', message: 'Expected a.' },
      { path: 'b', message: 'Expected b.' },
    ];
    const { response, log } = await responseOf(throwing(invalidRequest(errors)));
    expect(response.body).toMatchObject({ detail: '2 fields are invalid; see errors.', errors });
    expect(log).not.toHaveBeenCalled();
  });

  it.each([
    Object.assign(new Error('The disk is full.'), { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }),
    Object.assign(new Error('No reply in 3000 ms.'), { name: 'TimeoutError', $metadata: { attempts: 4 } }),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: { attempts: 4 } }),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('Not published.'), { name: 'EventsNotPublished' }),
    Object.assign(new Error('Slow down.'), { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }),
  ])('returns a 503 that says when to repeat the request for %s, and logs the error', async (thrown) => {
    const { response, log } = await responseOf(throwing(thrown));
    expect(response.status).toBe(503);
    expect(response.headers['retry-after']).toBe('30');
    expect(response.body).toMatchObject({ type: '/problems/service-unavailable', instance: 'request-1' });
    expect(JSON.stringify(response)).not.toContain(thrown.message);
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), { error: thrown, requestId: 'request-1' });
  });

  it('returns a 500 for an error of the caller of a service', async () => {
    const refused = Object.assign(new Error('No.'), { $metadata: { httpStatusCode: 400 } });
    expect((await responseOf(throwing(refused))).response.status).toBe(500);
  });

  it.each([new TypeError('password correct-horse'), 'password correct-horse', undefined])(
    'returns a 500 without details for %s, and logs the error with the id of the request',
    async (thrown) => {
      const { response, log } = await responseOf(throwing(thrown));
      expect(response.status).toBe(500);
      expect(response.body).toMatchObject({ type: '/problems/internal-error', instance: 'request-1' });
      expect(JSON.stringify(response)).not.toContain('correct-horse');
      expect(log).toHaveBeenCalledExactlyOnceWith(expect.any(String), { error: thrown, requestId: 'request-1' });
    },
  );
});
