import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSchedules } from '../../../embedded/runtime/start-schedules.ts';

const schedules = [{ id: 'sweep', rateMinutes: 1, function: 'sweeper' }];

describe('startSchedules', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('invokes the function once per interval, the first time after one', async () => {
    const invoke = vi.fn(async () => {});
    const running = startSchedules({ schedules, invoke });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(invoke).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(120_001);
    expect(invoke.mock.calls).toEqual(Array.from({ length: 3 }, () => ['sweeper', {}]));
    running.close();
  });

  it('divides the interval by the time scale', async () => {
    const invoke = vi.fn(async () => {});
    const running = startSchedules({ schedules, invoke, timeScale: 60 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(invoke).toHaveBeenCalledTimes(5);
    running.close();
  });

  it('skips an invocation while the last one is running', async () => {
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

  it('continues after a failed invocation, with a warning', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const invoke = vi.fn(async () => Promise.reject(new Error('not now')));
    const running = startSchedules({ schedules, invoke });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(invoke).toHaveBeenCalledTimes(2);
    expect(warn).toHaveBeenCalledWith('Schedule sweep: not now');
    running.close();
    warn.mockRestore();
  });

  it('invokes nothing once it is closed', async () => {
    const invoke = vi.fn(async () => {});
    startSchedules({ schedules, invoke }).close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(invoke).not.toHaveBeenCalled();
  });
});
