import { describe, expect, it } from 'vitest';
import { callerOf, requestOf } from '../../../lambdas/api/api-request.ts';
import { apiEvent } from './api-event.ts';

function callerWith(claims: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const event = apiEvent({ route: 'GET /orders' });
  const authorizer = claims && { authorizer: { jwt: { claims, scopes: [] } } };
  return requestOf({ ...event, requestContext: { ...event.requestContext, ...authorizer } }).caller;
}

describe('callerOf', () => {
  it.each([
    ['a person who uses a client', { sub: 'ada', client_id: 'console' }, 'ada (client console)'],
    ['a person who uses a client of an OpenID provider', { sub: 'ada', azp: 'console' }, 'ada (client console)'],
    ['a client that acts for itself', { sub: 'robot', client_id: 'robot' }, 'robot'],
    ['a client without a subject', { client_id: 'robot' }, 'robot'],
    ['a person without a client', { sub: 'ada' }, 'ada'],
  ])('names %s', (_, claims, caller) => {
    expect(callerWith(claims)).toBe(caller);
  });

  it.each([[undefined], [{}], [{ sub: '', client_id: 7 }]])('returns undefined for the claims %j', (claims) => {
    expect(callerWith(claims)).toBeUndefined();
  });

  it('names the person by another claim if the tenant says so, and by the subject if the token lacks it', () => {
    const claims = { sub: 'f3a1', staff_number: '4711', client_id: 'console' };
    expect(callerOf(claims, 'staff_number')).toBe('4711 (client console)');
    expect(callerOf(claims, 'preferred_username')).toBe('f3a1 (client console)');
    expect(callerOf({ ...claims, staff_number: 4711 }, 'staff_number')).toBe('f3a1 (client console)');
  });

  it('truncates a long name', () => {
    expect(callerWith({ sub: 'x'.repeat(9_000) })).toHaveLength(255);
  });
});
