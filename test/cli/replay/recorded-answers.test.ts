import { describe, expect, it } from 'vitest';
import type { RecordedCallout } from '../../../cli/orders/recorded-order.ts';
import { createRecordedAnswers, standInSecret } from '../../../cli/replay/recorded-answers.ts';
import { CalloutNoReply, CalloutNotSent } from '../../../core/plugin/plugin-http.ts';

function callout(method: string, endpoint: string, more: Partial<RecordedCallout> = {}): RecordedCallout {
  const response = { status: 200, headers: { 'content-type': 'application/json' }, body: { at: endpoint } };
  return {
    attempt: 1,
    method,
    endpoint,
    request: { headers: {}, body: null },
    response,
    error: null,
    shortened: false,
    ...more,
  };
}

const answersOf = (...callouts: readonly RecordedCallout[]) =>
  createRecordedAnswers(
    callouts,
    (text) => text.replaceAll('person1', '[personal]'),
    () => [],
  );
const send = (
  answers: ReturnType<typeof answersOf>,
  method: 'GET' | 'POST',
  url: string,
  headers = {},
  body?: string,
) => answers.send({ method, url, headers, body, timeoutMs: 1 }, {});

describe('recorded answers', () => {
  it('answer a request with the same method and path, each once, and prefer the same query', async () => {
    const answers = answersOf(
      callout('GET', 'https://a.example.org/v1/x?n=1'),
      callout('GET', 'https://a.example.org/v1/x?n=2'),
    );
    expect((await send(answers, 'GET', 'https://a.example.org/v1/x?n=2')).text).toContain('n=2');
    expect((await send(answers, 'GET', 'https://a.example.org/v1/x?n=2')).text).toContain('n=1');
    await expect(send(answers, 'GET', 'https://a.example.org/v1/x?n=2')).rejects.toThrow(CalloutNotSent);
    expect(answers.missing()).toMatchObject({ request: 'GET https://a.example.org/v1/x?n=2', isUnknown: true });
    expect(answers.used).toHaveLength(2);
  });

  it('know the address of a partner that only its secret has, and what was masked in its path', async () => {
    const { baseUrl = '' } = standInSecret('zuora', () => undefined);
    const answers = answersOf(callout('POST', 'https://rest.zuora.com/base/v1/orders/[redacted]'));
    expect((await send(answers, 'POST', `${baseUrl}/v1/orders/person1`)).status).toBe(200);
  });

  it('refuse another method, host or path', async () => {
    const answers = answersOf(callout('POST', 'https://a.example.org/v1/orders'));
    for (const [method, url] of [
      ['GET', 'https://a.example.org/v1/orders'],
      ['POST', 'https://b.example.org/v1/orders'],
      ['POST', 'https://a.example.org/orders'],
    ] as const)
      await expect(send(answers, method, url)).rejects.toThrow(CalloutNotSent);
  });

  it('issue a token, which is not recorded for each order', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await send(
      answersOf(),
      'POST',
      'https://a.example.org/token',
      headers,
      'grant_type=client_credentials',
    );
    expect(JSON.parse(reply.text)).toMatchObject({ access_token: expect.any(String) });
  });

  it('have no reply where there was none', async () => {
    const answers = answersOf(callout('GET', 'https://a.example.org/x', { response: null, error: 'Aborted' }));
    await expect(send(answers, 'GET', 'https://a.example.org/x')).rejects.toThrow(CalloutNoReply);
    expect(answers.missing()).toBeUndefined();
  });

  it.each([
    ['left out', callout('GET', 'https://a.example.org/x', { shortened: true })],
    [
      'too long',
      callout('GET', 'https://a.example.org/x', {
        response: { status: 200, headers: {}, body: '[1,2... [truncated from 20000 bytes]' },
      }),
    ],
  ])('say that an answer was %s', async (why, recorded) => {
    const answers = answersOf(recorded);
    await expect(send(answers, 'GET', 'https://a.example.org/x')).rejects.toThrow(CalloutNotSent);
    expect(answers.missing()).toMatchObject({ why: expect.stringContaining(why), isUnknown: false });
  });
});
