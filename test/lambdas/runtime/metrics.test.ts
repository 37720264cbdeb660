import { afterEach, describe, expect, it, vi } from 'vitest';
import { SWEEPER_METRICS, WEBHOOK_BACKLOG_METRICS } from '../../../blueprint/metrics.ts';
import { createPublishMetrics } from '../../../lambdas/runtime/metrics.ts';
import { captureMetrics } from '../../helpers/capture-metrics.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const unexpected = (error: unknown): never => {
  throw error;
};

describe('createPublishMetrics', () => {
  it('writes one line per call with the counts over 0, and none if all are 0', () => {
    const log = captureMetrics();
    const publish = createPublishMetrics('acme', SWEEPER_METRICS, unexpected);

    publish({ started: 0, settled: 0 });
    expect(log.published()).toEqual([]);
    publish({ started: 3, settled: 0, troubled: 2 });
    const both = log.published();
    const sweeper = { namespace: 'Orders/acme', unit: 'Count', dimensions: { service: 'sweeper' } };
    expect(both).toMatchObject([
      { ...sweeper, name: 'SweeperStarted', value: 3 },
      { ...sweeper, name: 'SweeperTroubled', value: 2 },
    ]);
    expect(new Set(both.map(({ line }) => line)).size).toBe(1);
    publish({ settled: 1 });
    expect(log.published().map(({ name }) => name)).toEqual(['SweeperSettled']);
  });

  it('publishes the age of the oldest run in seconds, even 0, and other ages only if something waits, with the order as a field of the line and not as a dimension', () => {
    const log = captureMetrics();
    const publish = createPublishMetrics('acme', SWEEPER_METRICS, unexpected);
    publish({ oldestOrder: 90.5 }, { orderId: 'order-1' });
    publish({ oldestOrder: 0 }, { orderId: undefined });
    publish({ oldestQueued: 0 });
    publish({ parked: 0, oldestParked: 0, connectionOpen: 0 });
    const [late, none, ...others] = log.published();
    expect(others).toEqual([]);
    expect(late).toMatchObject({
      name: 'OldestUnfinishedOrderAge',
      unit: 'Seconds',
      value: 90.5,
      dimensions: { service: 'sweeper' },
    });
    expect(JSON.parse(late?.line ?? '')).toMatchObject({ orderId: 'order-1' });
    expect(none).toMatchObject({ value: 0, dimensions: { service: 'sweeper' } });
    expect(none?.line).not.toContain('orderId');
  });

  it('has a dimension for the measured webhook only', () => {
    const log = captureMetrics();
    const publish = createPublishMetrics('acme', WEBHOOK_BACKLOG_METRICS, unexpected);
    publish({ oldestDelivery: 1 }, { webhook: 'crm-feed' });
    publish({ oldestDelivery: 2 }, { webhook: 'warehouse' });
    expect(log.published().map(({ dimensions }) => dimensions)).toEqual([
      { service: 'sweeper', webhook: 'crm-feed' },
      { service: 'sweeper', webhook: 'warehouse' },
    ]);
  });

  it('reports a value that it cannot publish, does not throw, and publishes the next one', () => {
    const log = captureMetrics();
    const troubles: unknown[] = [];
    const publish = createPublishMetrics('acme', SWEEPER_METRICS, (error) => void troubles.push(error));
    log.failNextLine();
    publish({ started: 1 }, { orderId: 'order-1' });
    publish({ started: 1, oldestOrder: 'long' as unknown as number });
    expect(troubles).toHaveLength(2);
    expect(troubles[0]).toMatchObject({ message: 'write EPIPE' });
    log.published();
    publish({ settled: 1 });
    expect(log.published()).toMatchObject([{ name: 'SweeperSettled', line: expect.not.stringContaining('order-1') }]);
  });
});
