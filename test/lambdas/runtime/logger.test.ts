import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger, logAbout } from '../../../lambdas/runtime/logger.ts';

const ORDER = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.stubEnv('POWERTOOLS_DEV', 'false');
  const write = (text: unknown): boolean => lines.push(String(text)) > 0;
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(write);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const logged = (): Record<string, unknown> => JSON.parse(lines.find((line) => line.startsWith('{')) ?? '{}');

describe('the logger of a function', () => {
  it('logs the order of a line and its trace: the one that its id names until it is read', () => {
    const logger = createLogger('zuora');
    logAbout(logger, { id: ORDER });
    logger.info('Step begins');
    expect(logged()).toMatchObject({ correlation_id: ORDER, trace_id: ORDER.slice('order-'.length) });
    lines = [];
    const trace_id = '4111111111111111'.repeat(2);
    logAbout(logger, { id: ORDER, trace: { id: trace_id, flags: '01' } });
    logger.info('Step ended', { run: 1, step: 'zuora', outcome: 'succeeded' });
    const about = {
      correlation_id: ORDER,
      trace_id,
      service: 'zuora',
      message: 'Step ended',
      run: 1,
      outcome: 'succeeded',
    };
    expect(logged()).toMatchObject(about);
  });

  it('redacts personal data, card numbers and secrets everywhere', () => {
    const error = new Error('Refused ada@example.org, card 4111 1111 1111 1111', {
      cause: new Error('Authorization: Bearer abcdefghijklmnop.qrstuvwxyz'),
    });
    createLogger('zuora').error('Request of ada@example.org failed', { error, request: { email: 'x', token: 'y' } });
    const line = JSON.stringify(logged());
    for (const text of ['ada@', '4111', 'abcdefghijkl', '"email":"x"', '"token":"y"']) expect(line).not.toContain(text);
    expect(line).toContain('[redacted]');
    expect(logged()).toMatchObject({ level: 'ERROR', error: { name: 'Error' } });
  });
});
