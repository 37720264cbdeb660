import { BroadcastChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createLambdaPool, type FunctionLogLine } from '../../../embedded/lambda/lambda-pool.ts';
import { ARN, fixture, meet, testPools } from './pool-fixture.ts';

const pool = testPools();

describe('an invocation that nobody waits for any more', () => {
  it('is dropped before it begins, and others take its place', async () => {
    const channel = `abandoned-${process.pid}-${Math.random()}`;
    const arrived: unknown[] = [];
    const room = new BroadcastChannel(channel);
    room.onmessage = ({ data }) => void arrived.push(data);
    const made = pool([fixture('rendezvous')], { maxEnvironments: 1 });
    try {
      const first = made.invoke('rendezvous', { channel });
      await expect.poll(() => arrived.length, { timeout: 15_000 }).toBe(1);
      const abandon = new AbortController();
      const dropped = made.invoke('rendezvous', { channel }, abandon.signal);
      const next = made.invoke('rendezvous', { channel });
      abandon.abort();
      expect(await dropped).toMatchObject({ ok: false, errorType: 'Lambda.ClientExecutionTimeoutException' });
      expect(await made.invoke('rendezvous', { channel }, abandon.signal)).toMatchObject({ ok: false });
      room.postMessage('go');
      expect(await first).toMatchObject({ ok: true });
      await expect.poll(() => arrived.length, { timeout: 15_000 }).toBe(2);
      room.postMessage('go');
      expect(await next).toMatchObject({ ok: true });
      expect(arrived).toHaveLength(2);
    } finally {
      room.close();
    }
  });

  it('ends as usual if it has begun', async () => {
    const abandon = new AbortController();
    const made = pool([fixture('echo')]);
    await made.invoke('echo', {});
    const begun = made.invoke('echo', {}, abandon.signal);
    abandon.abort();
    expect(await begun).toMatchObject({ ok: true });
  });
});

describe('createLambdaPool', () => {
  it.each(['echo', 'acme-echo', `${ARN}echo`, `${ARN}echo:$LATEST`])('invokes a function as %s', async (name) => {
    const outcome = await pool([fixture('echo')]).invoke(name, { greeting: 'hello' });
    expect(outcome).toMatchObject({ ok: true, payload: { event: { greeting: 'hello' }, invocations: 1 } });
  });

  it('passes the context to the function', async () => {
    const outcome = await pool([fixture('echo')]).invoke('echo', null);
    expect(outcome).toMatchObject({
      ok: true,
      payload: {
        context: {
          functionName: 'acme-echo',
          functionVersion: '$LATEST',
          invokedFunctionArn: `${ARN}echo`,
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/acme-echo',
        },
      },
    });
    if (!outcome.ok) throw new Error('unreachable');
    const { payload, requestId } = outcome;
    expect(payload).toMatchObject({ context: { awsRequestId: requestId } });
    const { remaining } = payload as { remaining: number };
    expect(remaining).toBeGreaterThan(10_000);
    expect(remaining).toBeLessThanOrEqual(20_000);
  });

  it('passes the function its own environment variables and those of Lambda, and no others', async () => {
    const fn = fixture('echo', { environment: { TENANT: 'acme', AWS_REGION: 'overwritten' } });
    const outcome = await pool([fn]).invoke('echo', {});
    const { environment } = (outcome.ok ? outcome.payload : {}) as { environment: Record<string, string> };
    expect(environment).toMatchObject({
      TENANT: 'acme',
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: 'acme-echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
    });
    expect(environment).not.toHaveProperty('PATH');
  });

  it('reuses a warm environment', async () => {
    const lambda = pool([fixture('echo')]);
    await lambda.invoke('echo', {});
    expect(await lambda.invoke('echo', {})).toMatchObject({ ok: true, payload: { invocations: 2 } });
  });

  it('gives each of two simultaneous invocations an environment to itself', async () => {
    const lambda = pool([fixture('rendezvous')]);
    const { threads, answers } = await meet(lambda, 2, 2);
    expect(new Set(threads).size).toBe(2);
    expect(new Set(answers)).toEqual(new Set(threads));
  });

  it('lets invocations wait once all environments are busy', async () => {
    const lambda = pool([fixture('rendezvous')], { maxEnvironments: 1 });
    const { threads, answers } = await meet(lambda, 3, 1);
    expect(new Set(threads).size).toBe(1);
    expect(answers).toHaveLength(3);
  });

  it('ends the environments that had no work for a while, except one', async () => {
    const lambda = pool([fixture('rendezvous')], { idleSeconds: 0.02 });
    const { threads: first } = await meet(lambda, 2, 2);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { threads: second } = await meet(lambda, 2, 2);
    expect(second.filter((thread) => first.includes(thread))).toHaveLength(1);
  });

  it('fails the invocations of a function whose thread cannot be started', async () => {
    const lambda = pool([fixture('echo')], { runtimeFile: new URL('http://127.0.0.1/no-file') });
    const outcomes = await Promise.all([lambda.invoke('echo', 1), lambda.invoke('echo', 2)]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({
        ok: false,
        errorType: 'Lambda.ServiceException',
        errorMessage: expect.stringMatching(/^Function acme-echo cannot be started: /),
      });
  });

  it.each([
    ['an error', { deed: 'throw' }, 'PluginDeclined', 'The card was refused.'],
    ['a text', { deed: 'throwText' }, 'string', 'only text'],
    ['an object without a text', { deed: 'throwBare' }, 'object', '[object Object]'],
    ['an error whose message is no text', { deed: 'throwOddMessage' }, 'RangeError', 'no text'],
    ['a value that is no JSON', { deed: 'circular' }, 'Error', 'Unable to stringify response body'],
  ])('reports %s thrown by the handler and keeps the environment', async (_, event, errorType, errorMessage) => {
    const lambda = pool([fixture('misbehave')]);
    expect(await lambda.invoke('misbehave', event)).toMatchObject({
      ok: false,
      errorType,
      errorMessage,
      payload: { errorType, errorMessage, trace: expect.any(Array) },
    });
    expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: true, payload: null });
  });

  it.each([
    [
      'process.exit(3)',
      { deed: 'exit', status: 3 },
      'Runtime.ExitError',
      /Error: Runtime exited with error: exit status 3$/,
    ],
    [
      'process.exit(0)',
      { deed: 'exit', status: 0 },
      'Runtime.ExitError',
      /Error: Runtime exited without providing a reason$/,
    ],
    [
      'running out of memory',
      { deed: 'exhaust' },
      'Runtime.ExitError',
      /Error: Runtime exited with error: signal: killed$/,
    ],
    ['an uncaught exception', { deed: 'uncaught' }, 'RangeError', /^thrown by a timer$/],
    ['an unhandled rejection', { deed: 'reject' }, 'Runtime.UnhandledPromiseRejection', /^nobody caught this$/],
  ])('reports %s and goes on with a new environment', async (_, event, errorType, errorMessage) => {
    const lambda = pool([fixture('misbehave', { memoryMb: 32 })], { maxEnvironments: 1 });
    const outcome = await lambda.invoke('misbehave', event);
    expect(outcome).toMatchObject({ ok: false, errorType, errorMessage: expect.stringMatching(errorMessage) });
    expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: true, payload: null });
  });

  it.each(['hang', 'spin'])('ends an invocation that would %s when its time is over', async (deed) => {
    const lambda = pool([fixture('misbehave', { timeoutSeconds: 0.2 })], { maxEnvironments: 1 });
    expect(await lambda.invoke('misbehave', { deed })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0.20 seconds$/),
    });
    expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: true });
  });

  it.each([
    ['broken-import', 'Runtime.ImportModuleError', /Cannot find module/],
    ['no-handler', 'Runtime.HandlerNotFound', /^index.handler is undefined or not exported$/],
    ['handler-not-a-function', 'Runtime.HandlerNotFound', /^index.handler is not a function$/],
    ['broken-start', 'TypeError', /^the module cannot start$/],
  ])('reports that %s cannot be loaded, each time', async (name, errorType, errorMessage) => {
    const lambda = pool([fixture(name)]);
    const failure = { ok: false, errorType, errorMessage: expect.stringMatching(errorMessage) };
    expect(await lambda.invoke(name, {})).toMatchObject(failure);
    expect(await lambda.invoke(name, {})).toMatchObject(failure);
  });

  it('refuses a function that it does not have', async () => {
    expect(await pool([]).invoke(`${ARN}nobody`, {})).toMatchObject({
      ok: false,
      errorType: 'Lambda.ResourceNotFoundException',
      errorMessage: `Function not found: ${ARN}nobody`,
    });
  });

  it('passes on 6 MB and refuses more, in and out', async () => {
    const lambda = pool([fixture('misbehave', { memoryMb: 256 })]);
    expect(await lambda.invoke('misbehave', { deed: 'large', bytes: 6_000_000 })).toMatchObject({ ok: true });
    expect(await lambda.invoke('misbehave', { deed: 'large', bytes: 6_300_000 })).toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await lambda.invoke('misbehave', { deed: 'nothing', padding: 'x'.repeat(6_000_000) })).toMatchObject({
      ok: true,
    });
    expect(await lambda.invoke('misbehave', { deed: 'nothing', padding: 'x'.repeat(6_300_000) })).toMatchObject({
      ok: false,
      errorType: 'Lambda.RequestTooLargeException',
    });
  });

  it('passes on each line that a function prints, with its id', async () => {
    const lines: FunctionLogLine[] = [];
    const lambda = pool([fixture('misbehave')], { onLog: (line) => lines.push(line) });
    await lambda.invoke('misbehave', { deed: 'print', line: '{"level":"INFO"}\nsecond' });
    await expect
      .poll(() => lines.map(({ line }) => line).toSorted())
      .toEqual(['second', 'to stderr', '{"level":"INFO"}']);
    expect(new Set(lines.map((line) => line.function))).toEqual(new Set(['misbehave']));
  });

  it('passes on what a function printed before it ends its thread, or blocks it', async () => {
    const lines: string[] = [];
    const lambda = pool([fixture('misbehave', { timeoutSeconds: 1 })], { onLog: ({ line }) => lines.push(line) });
    expect(await lambda.invoke('misbehave', { deed: 'exit', status: 3, line: 'no newline' })).toMatchObject({
      ok: false,
    });
    expect(await lambda.invoke('misbehave', { deed: 'spin', line: 'before the loop' })).toMatchObject({ ok: false });
    await expect.poll(() => lines).toEqual(['no newline', 'before the loop']);
  });

  it('loads a function before its first invocation if it is warmed up, once', async () => {
    const lines: string[] = [];
    const lambda = pool([fixture('log-at-start')], { onLog: ({ line }) => lines.push(line) });
    lambda.warmUp(['log-at-start', 'unknown']);
    lambda.warmUp(['log-at-start']);
    await expect.poll(() => lines).toEqual(['loaded']);
    lambda.warmUp(['log-at-start']);
    expect(await lambda.invoke('log-at-start', null)).toMatchObject({ ok: true, payload: 'done' });
    expect(lines).toEqual(['loaded']);
  });

  it('reports why a function cannot be loaded to its invocations, not to the warm-up', async () => {
    const lambda = pool([fixture('broken-start')]);
    lambda.warmUp(['broken-start']);
    const failure = { ok: false, errorType: 'TypeError', errorMessage: 'the module cannot start' };
    expect(await lambda.invoke('broken-start', null)).toMatchObject(failure);
    expect(await lambda.invoke('broken-start', null)).toMatchObject(failure);
  });

  it('starts nothing after it closed', async () => {
    const lines: string[] = [];
    const lambda = pool([fixture('log-at-start')], { onLog: ({ line }) => lines.push(line) });
    await lambda.close();
    lambda.warmUp(['log-at-start']);
    expect(await lambda.invoke('log-at-start', null)).toMatchObject({ ok: false });
    expect(lines).toEqual([]);
  });

  describe('with several invocations per environment', () => {
    const shared = { invocationsPerEnvironment: 3, maxEnvironments: 1 };

    it('handles them in one environment, and lets others wait for capacity', async () => {
      const lambda = pool([fixture('rendezvous')], shared);
      const { threads, answers } = await meet(lambda, 6, 3);
      expect(new Set(threads).size).toBe(1);
      expect(answers).toEqual(threads);
    });

    it('starts another environment once all are full', async () => {
      const lambda = pool([fixture('rendezvous')], { invocationsPerEnvironment: 2 });
      const { threads } = await meet(lambda, 4, 4);
      expect(new Set(threads).size).toBe(2);
    });

    it('answers each with its own result or error', async () => {
      const lambda = pool([fixture('misbehave')], shared);
      const outcomes = await Promise.all([
        lambda.invoke('misbehave', { deed: 'throw' }),
        lambda.invoke('misbehave', { deed: 'large', bytes: 3 }),
        lambda.invoke('misbehave', { deed: 'throwText' }),
      ]);
      expect(outcomes).toMatchObject([
        { ok: false, errorType: 'PluginDeclined' },
        { ok: true, payload: 'xxx' },
        { ok: false, errorType: 'string' },
      ]);
    });

    it.each(['hang', 'spin'])('tells an invocation that would %s from those that shared its end', async (deed) => {
      const lambda = pool([fixture('misbehave', { timeoutSeconds: 0.3 })], shared);
      await lambda.invoke('misbehave', { deed: 'nothing' });
      const culprit = lambda.invoke('misbehave', { deed });
      await new Promise((resolve) => setTimeout(resolve, 50));
      const bystander = lambda.invoke('misbehave', { deed: 'hang' });
      expect(await culprit).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
      expect(await bystander).toMatchObject({
        ok: false,
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('signal: killed'),
      });
      expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: true });
    });

    it('blames none of them for an exception that ended the environment', async () => {
      const lambda = pool([fixture('misbehave')], shared);
      const outcomes = await Promise.all([
        lambda.invoke('misbehave', { deed: 'hang' }),
        lambda.invoke('misbehave', { deed: 'uncaught' }),
      ]);
      expect(outcomes).toMatchObject([{ errorType: 'Runtime.ExitError' }, { errorType: 'Runtime.ExitError' }]);
    });

    it('keeps what they log apart', async () => {
      const lines: FunctionLogLine[] = [];
      const lambda = pool([fixture('log-later')], { ...shared, onLog: (line) => lines.push(line) });
      await Promise.all(['a', 'b', 'c'].map((order) => lambda.invoke('log-later', { order })));
      await expect.poll(() => lines).toHaveLength(3);
      const logged = lines.map(({ line }) => JSON.parse(line) as { order: string; correlation_id: string });
      expect(logged.map(({ order }) => order).sort()).toEqual(['a', 'b', 'c']);
      for (const { order, correlation_id } of logged) expect(correlation_id).toBe(order);
    });
  });

  it('answers running and waiting invocations when it closes', async () => {
    const lambda = createLambdaPool({ functions: [fixture('misbehave')], maxEnvironments: 1 });
    await lambda.invoke('misbehave', { deed: 'nothing' });
    const running = lambda.invoke('misbehave', { deed: 'hang' });
    const waiting = lambda.invoke('misbehave', { deed: 'nothing' });
    await lambda.close();
    expect(await running).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await waiting).toMatchObject({ ok: false, errorType: 'Lambda.ServiceException' });
    expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: false });
  });
});
