import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createExchangeRecorder } from '../../../sandbox/server/exchange-recorder.ts';

const exchange = {
  partner: 'zuora',
  request: {
    method: 'POST',
    path: '/v1/orders',
    query: new URLSearchParams('returnIds=true'),
    headers: { authorization: 'Bearer secret', 'zuora-track-id': '1' },
    body: '{"orderDate":"2026-11-28"}',
    origin: 'http://127.0.0.1:3100',
  },
  reply: { status: 200, body: { success: true } },
  isInjected: false,
};

it('appends each exchange as a line of JSON, without credentials', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'exchanges-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'exchanges.jsonl');
  const record = createExchangeRecorder(file);
  record(exchange);
  record({ ...exchange, reply: { status: 204 }, isInjected: true });
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain('secret');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    {
      partner: 'zuora',
      method: 'POST',
      path: '/v1/orders',
      query: ['returnIds'],
      search: 'returnIds=true',
      headers: ['zuora-track-id'],
      requestBody: '{"orderDate":"2026-11-28"}',
      status: 200,
      responseBody: '{"success":true}',
      injected: false,
    },
    expect.objectContaining({ status: 204, responseBody: '', injected: true }),
  ]);
});

it('records nothing without a file', () => {
  expect(() => createExchangeRecorder(undefined)(exchange)).not.toThrow();
});
