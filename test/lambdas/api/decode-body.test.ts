import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../lambdas/api/api-problem.ts';
import { requestOf } from '../../../lambdas/api/api-request.ts';
import { decodeBody } from '../../../lambdas/api/decode-body.ts';
import { apiEvent } from './api-event.ts';

interface Sent {
  readonly bytes: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** How the gateway passes the body on. @default text, as it does for JSON */
  readonly isBase64Encoded?: boolean;
}

function decode({ bytes, headers = {}, isBase64Encoded = false }: Sent): string | undefined {
  const body = Buffer.from(bytes).toString(isBase64Encoded ? 'base64' : 'utf8');
  return decodeBody(requestOf({ ...apiEvent({ route: 'POST /orders', headers }), body, isBase64Encoded }));
}

function problemOf(sent: Sent): Record<string, unknown> {
  try {
    decode(sent);
  } catch (error) {
    if (error instanceof ApiProblem)
      return { type: error.type, status: error.status, detail: error.message, ...error.extensions };
    throw error;
  }
  throw new TypeError('Expected a problem, found none.');
}

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const TEXT = '{"city":"Malmö","name":"Zoë 😀"}';

describe('decodeBody', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF8"',
    'text/plain; format=flowed; charset=US-ASCII',
    'application/octet-stream',
  ])('decodes a body of type %s', (type) => {
    const headers = { 'content-type': type };
    expect(decode({ bytes: utf8(TEXT), headers })).toBe(TEXT);
    expect(decode({ bytes: utf8(TEXT), headers, isBase64Encoded: true })).toBe(TEXT);
  });

  it('returns undefined for a missing or an empty body', () => {
    expect(decodeBody(requestOf(apiEvent({ route: 'POST /orders' })))).toBeUndefined();
    expect(decode({ bytes: utf8('') })).toBeUndefined();
    expect(decode({ bytes: utf8(''), isBase64Encoded: true })).toBeUndefined();
  });

  it.each([true, false])('rejects bytes that are not UTF-8 (base64 %s)', (isBase64Encoded) => {
    const latin1 = { bytes: Buffer.from('{"name":"Müller"}', 'latin1'), isBase64Encoded };
    expect(problemOf(latin1)).toMatchObject({
      type: 'invalid-request',
      status: 400,
      errors: [{ path: '', message: expect.stringContaining('Expected a body in UTF-8, found other bytes') }],
    });
    for (const bytes of [
      [0xed, 0xa0, 0x80],
      [0xc0, 0xaf],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0x22, 0xe2, 0x82],
    ])
      expect(problemOf({ bytes: Uint8Array.from(bytes), isBase64Encoded })).toMatchObject({ type: 'invalid-request' });
  });

  it.each(['iso-8859-1', 'windows-1252', 'utf-16', 'utf-7', '"latin1"', "utf-8'"])(
    'rejects the charset %s',
    (charset) => {
      const headers = { 'content-type': `application/json; Charset=${charset}` };
      expect(problemOf({ bytes: utf8(TEXT), headers })).toMatchObject({
        type: 'unsupported-media-type',
        status: 415,
        detail: expect.stringContaining(charset),
      });
    },
  );

  it.each(['gzip', 'br', 'gzip, identity'])('rejects the content coding %s', (coding) => {
    const headers = { 'content-encoding': coding };
    expect(problemOf({ bytes: utf8(TEXT), headers })).toMatchObject({ type: 'unsupported-media-type', status: 415 });
    expect(decode({ bytes: utf8(TEXT), headers: { 'content-encoding': 'Identity' } })).toBe(TEXT);
  });
});
