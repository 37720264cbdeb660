import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSchedules } from '../../../embedded/runtime/start-schedules.ts';

const schedules = [{ id: 'sweep', rateMinutes: 1, function: 'sweeper' }];

describe('startSchedules', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('calls the function once per interval, for the first time after one', async () => {
    const invoke = vi.fn(async () => {});
    const running = startSchedules({ schedules, invoke });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(invoke).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(120_001);
    expect(invoke.mock.calls).toEqual(Array.from({ length: 3 }, () => ['sweeper', {}]));
    running.close();
  });

  it('goes faster by the scale', async () => {
    const invoke = vi.fn(async () => {});
    const running = startSchedules({ schedules, invoke, timeScale: 60 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(invoke).toHaveBeenCalledTimes(5);
    running.close();
  });

  it('waits with the next call until the last one has ended', async () => {
    const call = Promise.withResolvers<void>();
    const invoke = vi.fn(() => call.promise);
    const running = startSchedules({ schedules, invoke });
    await vi.advanceTimersByTimeAsync(180_000);
    expect(invoke).toHaveBeenCalledTimes(1);
    call.resolve();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(invoke).toHaveBeenCalledTimes(2);
    running.close();
  });

  it('goes on after a call that failed, and says so', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const invoke = vi.fn(async () => Promise.reject(new Error('not now')));
    const running = startSchedules({ schedules, invoke });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(invoke).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledWith('Schedule sweep: not now');
    running.close();
    warn.mockRestore();
  });

  it('calls nobody once it is closed', async () => {
    const invoke = vi.fn(async () => {});
    startSchedules({ schedules, invoke }).close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(invoke).not.toHaveBeenCalled();
  });
});
