import type { AttemptRecord } from '../../../core/order/order-record.ts';

/** Returns an attempt with `count` callouts and log lines. Each body and each line's data has `letters` 2-byte letters. */
export function largeAttempt(count: number, letters: number): AttemptRecord {
  const text = 'é'.repeat(letters);
  const timestamp = '2026-03-02T09:30:00.000Z';
  return {
    run: 1,
    startedAt: timestamp,
    outcome: 'failed',
    error: { name: 'PluginFailed', code: 'failed', message: text, publicMessage: text },
    callouts: Array.from({ length: count }, (_, number) => ({
      method: 'POST',
      endpoint: `https://partner.example.org/orders/${number}`,
      timestamp,
      durationMs: 5,
      request: { headers: { accept: 'application/json' }, body: { text } },
      response: { status: 500, headers: {}, body: { text } },
      error: null,
    })),
    logs: Array.from({ length: count }, (_, number) => ({
      timestamp,
      level: 'info' as const,
      message: `Line ${number}`,
      data: { text },
    })),
  };
}
