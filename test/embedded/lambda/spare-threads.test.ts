import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../../embedded/lambda/lambda-function.ts';
import { type SpareThreads, startSpareThreads } from '../../../embedded/lambda/spare-threads.ts';
import { fixture, testPools } from './pool-fixture.ts';

const PROGRAM = new URL('../../../embedded/lambda/runtime-client.ts', import.meta.url);
const SPARE_THREADS = new URL('../../../embedded/lambda/spare-threads.ts', import.meta.url);
const MEMORY_MB = 128;

const pool = testPools();
const moduleOf = ({ file }: LambdaFunction): string => pathToFileURL(file).href;
const reader = fixture('read-at-start', { memoryMb: MEMORY_MB });

let compileCache: string;
beforeAll(async () => {
  compileCache = await mkdtemp(join(tmpdir(), 'compiled-'));
});
afterAll(() => rm(compileCache, { recursive: true, force: true }));

const started: SpareThreads[] = [];
afterEach(() => {
  for (const threads of started.splice(0)) threads.close();
});

/** Starts a spare thread for each of these functions. */
function spareThreads(...functions: readonly LambdaFunction[]): SpareThreads {
  const preloads = functions.map((fn) => ({ module: moduleOf(fn), functions: [fn.id], compileCache }));
  const threads = { ...startSpareThreads(PROGRAM, MEMORY_MB, preloads), remember: () => undefined };
  started.push(threads);
  return threads;
}

interface Answer {
  readonly atStart: { readonly region?: string; readonly threadId: number };
  readonly composed: number;
  readonly region: string;
}

async function answerWith(threads: SpareThreads, fn = reader): Promise<Answer> {
  const outcome = await pool([fn], { spareThreads: threads }).invoke(fn.id, {});
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.payload as Answer;
}

describe('startSpareThreads', () => {
  it('has loaded the module of a function before its environment is known, and composes it once that is', async () => {
    const { atStart, composed, region } = await answerWith(spareThreads(reader));
    expect([atStart.region, composed, region]).toEqual([undefined, 1, 'eu-west-1']);
  });

  it('gives a thread away once', async () => {
    const threads = spareThreads(reader);
    const [first, second] = [await answerWith(threads), await answerWith(threads)];
    expect([first.atStart.region, second.atStart.region]).toEqual([undefined, 'eu-west-1']);
    expect(second.atStart.threadId).not.toBe(first.atStart.threadId);
  });

  it('gives no thread to a function that it has not loaded, or whose heap has another limit', async () => {
    const threads = spareThreads(fixture('echo'));
    expect((await answerWith(threads)).atStart.region).toBe('eu-west-1');
    const other = fixture('read-at-start', { memoryMb: 2 * MEMORY_MB });
    expect((await answerWith(spareThreads(reader), other)).atStart.region).toBe('eu-west-1');
  });

  it('gives no thread away after it was closed', async () => {
    const threads = spareThreads(reader);
    threads.close();
    expect((await answerWith(threads)).atStart.region).toBe('eu-west-1');
  });

  it('reports why a function that could not be loaded before cannot be loaded', async () => {
    const broken = fixture('broken-import', { memoryMb: MEMORY_MB });
    await expect(answerWith(spareThreads(broken), broken)).rejects.toThrow('Runtime.ImportModuleError');
  });

  it('does not keep a process alive whose start fails', async () => {
    const preload = { module: moduleOf(reader), functions: [reader.id], compileCache };
    const args = `new URL(${JSON.stringify(PROGRAM.href)}), ${MEMORY_MB}, [${JSON.stringify(preload)}]`;
    const code = `import { startSpareThreads } from ${JSON.stringify(SPARE_THREADS.href)}; startSpareThreads(${args});`;
    await expect(promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])).resolves.toMatchObject({
      stderr: '',
    });
  });
});
