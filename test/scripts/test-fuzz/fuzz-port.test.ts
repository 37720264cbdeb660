import { createServer } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../../embedded/http/server.ts';
import { type FuzzPortOptions, fuzzPort } from '../../../scripts/test-fuzz/fuzz-port.ts';
import { requestsOf } from '../../../scripts/test-fuzz/report.ts';

const server = createServer((request, response) => {
  const number = Number(request.url?.slice(1));
  if (number === 13) request.socket.destroy();
  else response.writeHead(number >= 50 ? 500 : 200, { 'content-type': 'text/plain' }).end(`${number}`);
});
let url = '';

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0)}`;
});
afterAll(() => closeServer(server, 100));

/** Sends paths with numbers up to a maximum. */
function fuzz(maximum: number, more: Partial<FuzzPortOptions> = {}) {
  const requests = fc
    .nat({ max: maximum })
    .map((number) => ({ method: 'GET', path: `/${number}`, headers: { authorization: 's3cret' }, body: '' }));
  return fuzzPort({
    name: 'numbers',
    url,
    targets: [{ name: 'GET /{number}', requests }],
    seconds: 20,
    maxExamples: 200,
    seed: 1,
    signal: new AbortController().signal,
    secrets: { TOKEN: 's3cret' },
    problemOf: () => undefined,
    isRunning: () => true,
    ...more,
  });
}

describe('fuzzPort', () => {
  it('finds nothing where every answer is right, and counts them', async () => {
    const report = await fuzz(12);
    expect(report.findings).toEqual([]);
    expect(requestsOf(report)).toBe(200);
  });

  it('shrinks a request that is answered with a 5xx, and shows how to repeat it without its secret', async () => {
    const { findings } = await fuzz(100, { problemOf: () => undefined, seed: 4 });
    expect(findings).toMatchObject([
      { target: 'GET /{number}', problem: expect.stringMatching(/^Status 500: 50$|ended/) },
    ]);
    expect(findings[0]?.reproduce).toContain('$TOKEN');
    expect(findings[0]?.reproduce).not.toContain('s3cret');
  });

  it('reports a connection that ends without an answer, and what the caller finds wrong', async () => {
    const ended = await fuzz(13, { maxExamples: 500 });
    expect(ended.findings).toMatchObject([{ problem: expect.stringMatching(/without an answer/) }]);
    const wrong = await fuzz(12, { problemOf: ({ body }) => (body === '7' ? 'No seven.' : undefined) });
    expect(wrong.findings).toMatchObject([{ problem: 'No seven.', reproduce: expect.stringContaining(`${url}/7`) }]);
  });

  it('reports the request that ended the process, and sends no more', async () => {
    let alive = 9;
    const report = await fuzz(12, { isRunning: () => alive-- > 0 });
    expect(report.findings).toMatchObject([{ problem: 'The process ended.' }]);
    expect(requestsOf(report)).toBeLessThan(10);
  });
});
