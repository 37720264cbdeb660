import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPublishCounts } from '../../../lambdas/runtime/metrics.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('createPublishCounts', () => {
  it('writes one line with what is over 0, each time anew, and none when nothing is', () => {
    // Without it the lines go to a console of their own, which a test cannot hear.
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    const lines = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const publishCounts = createPublishCounts('acme', 'sweeper');

    publishCounts({ SweeperStarted: 0, SweeperSettled: 0 });
    publishCounts({ SweeperStarted: 3, SweeperSettled: 0 });
    publishCounts({ SweeperSettled: 1 });

    const written = lines.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    expect(written).toHaveLength(2);
    expect(written[0]).toMatchObject({
      SweeperStarted: 3,
      service: 'sweeper',
      _aws: { CloudWatchMetrics: [{ Namespace: 'Orders/acme', Metrics: [{ Name: 'SweeperStarted', Unit: 'Count' }] }] },
    });
    expect(written[1]).toMatchObject({ SweeperSettled: 1 });
    expect(written[1]).not.toHaveProperty('SweeperStarted');
  });
});
