import { connect } from 'node:net';
import fc from 'fast-check';
import { createCounter, type Finding, type FuzzReport } from '../report.ts';

/** Which ports to send bytes to. */
export interface FuzzFramingOptions {
  /** The URL of each port, by its name. */
  readonly urls: Readonly<Record<string, string>>;
  readonly requests: number;
  readonly seed: number;
  isRunning(): boolean;
}

const ANSWER_MS = 1_000;
const CONCURRENCY = 20;

const LINES = [
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip, chunked',
  'Expect: 100-continue',
  'Upgrade: h2c',
  'Connection: upgrade',
  'Host: 127.0.0.1',
  'Host: [::1',
  'Origin: null',
  'Authorization: Bearer',
  'X-Amz-Target: DynamoDB_20120810.ListTables',
  'X-Amz-Target: .',
  'Content-Type: application/json; charset=\xff',
  ' folded',
  'no colon',
  `Long: ${'x'.repeat(20_000)}`,
];
const TARGETS = [
  '/',
  '/orders',
  '//',
  '*',
  'http://evil.example/',
  '/%',
  '/\x00',
  `/${'a'.repeat(20_000)}`,
  '/?a=%ff',
  '',
];
const BODIES = ['', '{}', '5\r\n{"a":\r\n0\r\n\r\n', 'zz\r\n', '\x00\xff', 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'];

const message = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'get', 'CONNECT', 'PRI', 'X'.repeat(100), ''),
    target: fc.constantFrom(...TARGETS),
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''),
    lines: fc.array(fc.constantFrom(...LINES), { maxLength: 5 }),
    body: fc.constantFrom(...BODIES),
    end: fc.constantFrom('\r\n', '\r\n', '\n'),
  })
  .map(({ body, end, lines, method, target, version }) =>
    Buffer.from([`${method} ${target} ${version}`, 'Host: 127.0.0.1', ...lines, '', body].join(end), 'latin1'),
  );

const bytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 8, arbitrary: message },
  { weight: 1, arbitrary: fc.tuple(message, fc.nat({ max: 60 })).map(([whole, length]) => whole.subarray(0, length)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
);

/** Sends broken HTTP to each port. An answer is not required; a 5xx and the end of the process are findings. */
export async function fuzzFraming({ isRunning, requests, seed, urls }: FuzzFramingOptions): Promise<FuzzReport> {
  const counter = createCounter();
  const findings: Finding[] = [];
  const sent = fc.sample(bytes, { numRuns: requests, seed });
  for (const [target, url] of Object.entries(urls)) {
    const waiting = [...sent];
    const work = async (): Promise<void> => {
      for (let content = waiting.shift(); content !== undefined && isRunning(); content = waiting.shift()) {
        const status = await send(url, content);
        counter.add(target, status);
        const problem = isRunning() ? undefined : 'The process ended.';
        // 501 and 505 are what HTTP says about methods and versions that a server does not know.
        const isError = status !== undefined && status >= 500 && status !== 501 && status !== 505;
        if (problem === undefined && !isError) continue;
        findings.push({ target, problem: problem ?? `Status ${status}.`, reproduce: command(url, content) });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  }
  return { name: 'Broken HTTP', counts: counter.counts(), findings };
}

/** Returns the highest status of the answers; undefined if there is none in time. */
function send(url: string, content: Uint8Array): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  let received = '';
  const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(content));
  const end = (): void => {
    socket.destroy();
    const statuses = [...received.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
    resolve(statuses.length === 0 ? undefined : Math.max(...statuses));
  };
  socket.setTimeout(ANSWER_MS, end);
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  socket.once('error', end).once('close', end);
  return promise;
}

function command(url: string, content: Uint8Array): string {
  const { hostname, port } = new URL(url);
  return `base64 -d <<< ${Buffer.from(content).toString('base64')} | nc -w 1 ${hostname} ${port}`;
}
