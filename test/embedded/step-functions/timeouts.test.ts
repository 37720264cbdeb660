import { expect, test } from 'vitest';
import { tokenTask } from './conformance/play/states.ts';
import { createFixture, lambdaTask, until } from './step-functions-fixture.ts';

test('an answer after the timeout changes nothing, even when the task is retried', async () => {
  const releases: ((value: unknown) => void)[] = [];
  const fixture = createFixture({ lambda: () => new Promise((resolve) => releases.push(resolve)) });
  const executionArn = await fixture.start(
    await fixture.create({
      StartAt: 'A',
      States: { A: lambdaTask({ TimeoutSeconds: 20, Retry: [{ ErrorEquals: ['States.Timeout'] }], End: true }) },
    }),
  );
  await until(() => releases[1]);
  releases[0]?.('late');
  releases[1]?.('in time');
  expect(await fixture.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"in time"' });
});

test('heartbeats keep a task alive until its own timeout', async () => {
  const fixture = createFixture({ timeScale: 4 });
  // Two seconds between heartbeats, so that a busy machine is not too late for one.
  const states = { A: tokenTask({ HeartbeatSeconds: 8, TimeoutSeconds: 12 }) };
  const executionArn = await fixture.start(await fixture.create({ StartAt: 'A', States: states }));
  const taskToken = await until(() => fixture.calls[0]?.payload);
  let beats = 0;
  const ended = await until(async () => {
    const described = await fixture.describeExecution(executionArn);
    if (described.status !== 'RUNNING') return described;
    await fixture.call('SendTaskHeartbeat', { taskToken }).then(
      () => (beats += 1),
      () => undefined,
    );
    return undefined;
  });
  expect(ended.error).toBe('States.Timeout');
  expect((ended.stopDate ?? 0) - ended.startDate).toBeGreaterThan(2.95);
  expect(beats).toBeGreaterThan(3);
  expect(fixture.calls).toHaveLength(1);
});

test('an execution that timed out is reported', async () => {
  const fixture = createFixture();
  await fixture.run({
    TimeoutSeconds: 1,
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 3600, End: true } },
  });
  expect(fixture.changes.map(({ status }) => status)).toEqual(['RUNNING', 'TIMED_OUT']);
});
