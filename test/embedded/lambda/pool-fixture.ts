import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import { afterEach } from 'vitest';
import type { LambdaFunction } from '../../../embedded/lambda/lambda-function.ts';
import { createLambdaPool, type LambdaPool, type LambdaPoolOptions } from '../../../embedded/lambda/lambda-pool.ts';

/** What the ARNs of the functions start with. */
export const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:acme-';

/** Returns a function of `test/fixtures/functions`. @param id default: the name of the fixture */
export function fixture(name: string, { id = name, ...overrides }: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    id,
    name: `acme-${id}`,
    arn: `${ARN}${id}`,
    file: fileURLToPath(new URL(`../../fixtures/functions/${name}.mjs`, import.meta.url)),
    timeoutSeconds: 20,
    memoryMb: 128,
    environment: {},
    ...overrides,
  };
}

/** Returns a function that creates pools, which are closed after each test. */
export function testPools() {
  const open: LambdaPool[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
  });
  return (functions: readonly LambdaFunction[], options: Omit<LambdaPoolOptions, 'functions'> = {}): LambdaPool => {
    const made = createLambdaPool({ functions, ...options });
    open.push(made);
    return made;
  };
}

/**
 * Starts invocations that wait in a room, lets `width` of them at a time leave it, and says who was there.
 *
 * @param ids the functions to invoke, in turn. @default the fixture `rendezvous`
 */
export async function meet(
  lambda: LambdaPool,
  count: number,
  width: number,
  ids: readonly string[] = ['rendezvous'],
): Promise<{ threads: number[]; answers: unknown[] }> {
  const channel = `room-${process.pid}-${Math.random()}`;
  const room = new BroadcastChannel(channel);
  const threads: number[] = [];
  let inside = 0;
  room.onmessage = (message) => {
    const { arrived } = (message as { data: { arrived: number } }).data;
    threads.push(arrived);
    inside += 1;
    if (inside === width) {
      inside = 0;
      room.postMessage('go');
    }
  };
  try {
    const outcomes = await Promise.all(
      Array.from({ length: count }, (_, index) => lambda.invoke(ids[index % ids.length] ?? '', { channel })),
    );
    return { threads, answers: outcomes.map((outcome) => (outcome.ok ? outcome.payload : outcome)) };
  } finally {
    room.close();
  }
}
