import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addFunctionRuntime } from '../../../../scripts/test-deploy/function-runtime/add-function-runtime.ts';

const HANDLER = `
class CardDeclined extends Error { name = 'CardDeclined'; }
export const handler = async (event, { awsRequestId, invokedFunctionArn, getRemainingTimeInMillis }) => {
  if (event.fails) throw event.fails === 'text' ? 'Out of order.' : new CardDeclined('No.');
  if (event.empty) return;
  return { event, awsRequestId, invokedFunctionArn, hasTime: getRemainingTimeInMillis() > 50_000 };
};`;
const ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:pay';

let assembly: string;
beforeEach(async () => {
  assembly = await mkdtemp(join(tmpdir(), 'assembly-'));
});
afterEach(() => rm(assembly, { recursive: true }));

/** Returns what the function posted for each event, as the service receives it: `[path, body]`. */
async function answersTo(events: readonly object[]): Promise<readonly (readonly [string, unknown])[]> {
  const answers: [string, unknown][] = [];
  let handedOut = 0;
  const service = createServer(async (request, reply) => {
    if (request.method === 'POST') {
      answers.push([request.url ?? '', await bodyOf(request)]);
      reply.writeHead(202).end();
      return;
    }
    const event = events[handedOut];
    if (event === undefined) return void reply.writeHead(500).end();
    handedOut += 1;
    const headers = {
      'lambda-runtime-aws-request-id': `request-${handedOut}`,
      'lambda-runtime-deadline-ms': String(Date.now() + 60_000),
      'lambda-runtime-invoked-function-arn': ARN,
    };
    reply.writeHead(200, headers).end(JSON.stringify(event));
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  await run(service, join(assembly, 'asset.1'));
  service.close();
  return answers;
}

async function run(service: Server, folder: string): Promise<void> {
  const env = {
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(service.address() as AddressInfo).port}`,
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: 'index.handler',
  };
  const [code] = await once(spawn(join(folder, 'bootstrap'), { env, stdio: 'inherit' }), 'exit');
  expect(code).toBe(0);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  return JSON.parse(Buffer.concat(await request.toArray()).toString());
}

describe('addFunctionRuntime', () => {
  it('lets a function answer one invocation after the other, and report an error by its name', async () => {
    await mkdir(join(assembly, 'asset.1'));
    await writeFile(join(assembly, 'asset.1', 'index.mjs'), HANDLER);
    await addFunctionRuntime(assembly);

    const answers = await answersTo([{ order: 1 }, { fails: 'error' }, { fails: 'text' }, { empty: true }]);

    const path = (request: number, outcome: string) => `/2018-06-01/runtime/invocation/request-${request}/${outcome}`;
    const trace = expect.arrayContaining([expect.stringContaining('index.mjs')]);
    expect(answers).toEqual([
      [path(1, 'response'), { event: { order: 1 }, awsRequestId: 'request-1', invokedFunctionArn: ARN, hasTime: true }],
      [path(2, 'error'), { errorType: 'CardDeclined', errorMessage: 'No.', trace }],
      [path(3, 'error'), { errorType: 'Error', errorMessage: 'Out of order.', trace: expect.any(Array) }],
      [path(4, 'response'), null],
    ]);
  });

  it('fails if there is no function to add it to', async () => {
    await mkdir(join(assembly, 'asset.1'));
    await writeFile(join(assembly, 'asset.1', 'page.html'), '');
    await expect(addFunctionRuntime(assembly)).rejects.toThrow('asset.*/index.mjs');
  });
});
