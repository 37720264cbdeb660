import { describe, expect, it } from 'vitest';
import { EnvironmentsConflict } from '../../../embedded/lambda/function-group.ts';
import type { LambdaFunction } from '../../../embedded/lambda/lambda-function.ts';
import { createLambdaPool, type FunctionLogLine } from '../../../embedded/lambda/lambda-pool.ts';
import { fixture, meet, testPools } from './pool-fixture.ts';

const pool = testPools();

/** A function of the group `shared`. */
const member = (name: string, overrides: Partial<LambdaFunction> = {}): LambdaFunction =>
  fixture(name, { group: 'shared', ...overrides });

const SEVERAL = { invocationsPerEnvironment: 4 };

describe('functions of a group', () => {
  it('are in one thread, and others are not', async () => {
    const functions = [
      member('rendezvous', { id: 'first' }),
      member('rendezvous', { id: 'second' }),
      fixture('rendezvous', { id: 'alone' }),
    ];
    const lambda = pool(functions, SEVERAL);
    const { answers } = await meet(lambda, 3, 3, ['first', 'second', 'alone']);
    expect(answers[0]).toBe(answers[1]);
    expect(answers[2]).not.toBe(answers[0]);
  });

  it('have a context of their own, and the variables of all but none that names one of them', async () => {
    const lambda = pool([
      member('echo', { id: 'first', memoryMb: 128, environment: { TENANT: 'acme', ONE: '1' } }),
      member('misbehave', { id: 'second', memoryMb: 256, environment: { TENANT: 'acme', TWO: '2' } }),
    ]);
    await lambda.invoke('second', { deed: 'nothing' });
    const outcome = await lambda.invoke('first', {});
    expect(outcome).toMatchObject({
      ok: true,
      payload: {
        context: {
          functionName: 'acme-first',
          invokedFunctionArn: expect.stringMatching(/acme-first$/),
          memoryLimitInMB: '128',
          logGroupName: '/aws/lambda/acme-first',
        },
        environment: { TENANT: 'acme', ONE: '1', TWO: '2', AWS_REGION: 'eu-west-1', AWS_LAMBDA_MAX_CONCURRENCY: '2' },
      },
    });
    const { environment } = (outcome.ok ? outcome.payload : {}) as { environment: Record<string, string> };
    for (const ofOne of ['FUNCTION_NAME', 'FUNCTION_MEMORY_SIZE', 'LOG_GROUP_NAME', 'LOG_STREAM_NAME'])
      expect(environment).not.toHaveProperty(`AWS_LAMBDA_${ofOne}`);
    expect(environment).not.toHaveProperty('_X_AMZN_TRACE_ID');
  });

  it('are refused if they disagree on a variable, without its values', () => {
    const functions = [
      member('echo', { id: 'first', environment: { KEY: 'secret-1' } }),
      member('echo', { id: 'second', environment: { KEY: 'secret-2' } }),
    ];
    expect(() => createLambdaPool({ functions })).toThrow(EnvironmentsConflict);
    expect(() => createLambdaPool({ functions })).toThrow(
      'Expected the functions of the group "shared" to agree on KEY, found different values in "first" and "second".',
    );
    expect(() => createLambdaPool({ functions })).not.toThrow(/secret-/);
  });

  it('keep their own limits', async () => {
    const functions = [
      member('misbehave', { id: 'narrow', maxEnvironments: 1, invocationsPerEnvironment: 1, timeoutSeconds: 3 }),
      member('echo', { maxEnvironments: 1 }),
    ];
    const lambda = pool(functions, SEVERAL);
    const running = lambda.invoke('narrow', { deed: 'hang' });
    const waiting = lambda.invoke('narrow', { deed: 'nothing' });
    const done: string[] = [];
    void waiting.then(() => done.push('waiting'));
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => lambda.invoke('echo', {})));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(done).toEqual([]);
    expect(await running).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await waiting).toMatchObject({ ok: true });
  });

  it('use a thread that another function has started, and threads without work end', async () => {
    const functions = [member('rendezvous', { id: 'first' }), member('rendezvous', { id: 'second' })];
    const lambda = pool(functions, { idleSeconds: 0.02 });
    const { threads } = await meet(lambda, 4, 4, ['first', 'second']);
    expect(new Set(threads).size).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const later = await meet(lambda, 4, 4, ['second', 'first']);
    expect(new Set(later.threads).size).toBe(2);
    expect([...new Set(later.threads)].filter((thread) => threads.includes(thread))).toHaveLength(1);
  });

  it.each(['hang', 'spin'])('end together when an invocation of one would %s, and go on', async (deed) => {
    const functions = [member('misbehave', { id: 'patient' }), member('misbehave', { timeoutSeconds: 0.3 })];
    const lambda = pool(functions, SEVERAL);
    await lambda.invoke('patient', { deed: 'nothing' });
    await lambda.invoke('misbehave', { deed: 'nothing' });
    const innocent = lambda.invoke('patient', { deed: 'hang' });
    const culprit = lambda.invoke('misbehave', { deed });
    expect(await culprit).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await innocent).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('signal: killed'),
    });
    expect(await lambda.invoke('patient', { deed: 'nothing' })).toMatchObject({ ok: true });
    expect(await lambda.invoke('misbehave', { deed: 'nothing' })).toMatchObject({ ok: true });
  });

  it.each([
    ['an exception that nothing catches', 'uncaught', /exit status 129/],
    ['running out of memory', 'exhaust', /signal: killed/],
    ['process.exit', 'exit', /exit status 3/],
  ])('are not blamed for %s in one of them', async (_, deed, message) => {
    const functions = [
      member('misbehave', { id: 'first', memoryMb: 32 }),
      member('misbehave', { id: 'second', memoryMb: 32 }),
    ];
    const lambda = pool(functions, SEVERAL);
    await Promise.all(['first', 'second'].map((id) => lambda.invoke(id, { deed: 'nothing' })));
    const outcomes = await Promise.all([
      lambda.invoke('first', { deed: 'hang' }),
      lambda.invoke('second', { deed, status: 3 }),
    ]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(message) });
    expect(await lambda.invoke('first', { deed: 'nothing' })).toMatchObject({ ok: true });
  });

  it('learn which error ended the thread when only one was running', async () => {
    const lambda = pool([member('misbehave'), member('echo')], SEVERAL);
    await lambda.invoke('echo', {});
    expect(await lambda.invoke('misbehave', { deed: 'uncaught' })).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'thrown by a timer',
    });
  });

  it('go on when the module of one cannot be loaded', async () => {
    const lambda = pool([member('echo'), member('broken-start'), member('misbehave')], SEVERAL);
    expect(await lambda.invoke('echo', {})).toMatchObject({ ok: true, payload: { invocations: 1 } });
    const running = lambda.invoke('misbehave', { deed: 'hang' });
    const failure = { ok: false, errorType: 'TypeError', errorMessage: 'the module cannot start' };
    expect(await lambda.invoke('broken-start', {})).toMatchObject(failure);
    expect(await lambda.invoke('broken-start', {})).toMatchObject(failure);
    expect(await lambda.invoke('echo', {})).toMatchObject({ ok: true, payload: { invocations: 2 } });
    await lambda.close();
    expect(await running).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('load in the thread of the first when they are warmed up', async () => {
    const lines: FunctionLogLine[] = [];
    const functions = [member('log-at-start', { id: 'first' }), member('rendezvous'), member('echo')];
    const lambda = pool(functions, { ...SEVERAL, onLog: (line) => lines.push(line) });
    lambda.warmUp(['first', 'rendezvous', 'echo']);
    await expect.poll(() => lines).toEqual([{ function: 'first', line: 'loaded' }]);
    const { threads } = await meet(lambda, 2, 2);
    expect(new Set(threads).size).toBe(1);
  });

  it('print lines under their own id, each whole', async () => {
    const lines: FunctionLogLine[] = [];
    const functions = [member('print-in-pieces', { id: 'first' }), member('print-in-pieces', { id: 'second' })];
    const lambda = pool(functions, { ...SEVERAL, onLog: (line) => lines.push(line) });
    await Promise.all([
      lambda.invoke('first', { pieces: ['a', 'b', 'c'] }),
      lambda.invoke('second', { pieces: ['x', 'y', 'z'] }),
    ]);
    await expect.poll(() => lines).toHaveLength(2);
    expect(lines.toSorted((left, right) => left.line.localeCompare(right.line))).toEqual([
      { function: 'first', line: 'abc' },
      { function: 'second', line: 'xyz' },
    ]);
  });

  it('keep what their loggers know of an invocation apart', async () => {
    const lines: FunctionLogLine[] = [];
    const functions = [member('log-later', { id: 'first' }), member('log-later', { id: 'second' })];
    const lambda = pool(functions, { ...SEVERAL, onLog: (line) => lines.push(line) });
    await Promise.all(
      ['first', 'second'].flatMap((id) => ['a', 'b'].map((order) => lambda.invoke(id, { order: `${id}-${order}` }))),
    );
    await expect.poll(() => lines).toHaveLength(4);
    for (const { function: id, line } of lines) {
      const { order, correlation_id } = JSON.parse(line) as { order: string; correlation_id: string };
      expect(correlation_id).toBe(order);
      expect(order).toMatch(new RegExp(`^${id}-`));
    }
  });

  it('do not wait for a function of another group that computes', async () => {
    const lambda = pool([member('echo'), fixture('misbehave', { timeoutSeconds: 15 })], SEVERAL);
    await lambda.invoke('echo', {});
    await lambda.invoke('misbehave', { deed: 'nothing' });
    const ended: string[] = [];
    const spinning = lambda.invoke('misbehave', { deed: 'spin' }).then(() => ended.push('spin'));
    for (let turn = 0; turn < 20; turn += 1) expect(await lambda.invoke('echo', {})).toMatchObject({ ok: true });
    expect(ended).toEqual([]);
    await lambda.close();
    await spinning;
  });
});
