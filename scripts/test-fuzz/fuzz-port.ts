import fc from 'fast-check';
import { curl } from './http/curl.ts';
import { type Answer, exchange, type FuzzRequest } from './http/exchange.ts';
import { createCounter, type Finding, type FuzzReport } from './report.ts';

/** One operation and the requests to send to it. */
export interface FuzzTarget {
  readonly name: string;
  readonly requests: fc.Arbitrary<FuzzRequest>;
}

/** A port to send requests to. */
export interface FuzzPortOptions {
  readonly name: string;
  readonly url: string;
  readonly targets: readonly FuzzTarget[];
  readonly seconds: number;
  /** Most requests to one target. */
  readonly maxExamples: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Secrets in the requests, by the shell variable that replaces them in a command. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Options of the command that reproduces a finding. @default none */
  readonly curlOptions?: string;
  /** Changes a request just before it is sent. @default it is sent as it is */
  prepare?(request: FuzzRequest): Promise<FuzzRequest>;
  /** Returns what is wrong with an answer; undefined if nothing is. */
  problemOf(answer: Answer, request: FuzzRequest): string | undefined;
  /** Whether the process of the port has not ended. */
  isRunning(): boolean;
  /** Runs after each request. @default nothing */
  afterEach?(request: FuzzRequest): Promise<void>;
}

/** Targets that are sent requests at the same time. */
const CONCURRENCY = 4;

/** Sends random requests to each target and shrinks those that are answered wrongly. The same seed gives the same requests. */
export async function fuzzPort(options: FuzzPortOptions): Promise<FuzzReport> {
  const { name, seconds, targets } = options;
  const counter = createCounter();
  const findings: Finding[] = [];
  const waiting = [...targets];
  const share = (seconds * CONCURRENCY) / Math.max(targets.length, 1);
  const work = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift())
      findings.push(...(await fuzzTarget(target, options, share, counter)));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return { name, counts: counter.counts(), findings };
}

async function fuzzTarget(
  { name: target, requests }: FuzzTarget,
  options: FuzzPortOptions,
  seconds: number,
  counter: ReturnType<typeof createCounter>,
): Promise<readonly Finding[]> {
  const { curlOptions, maxExamples, prepare = async (request) => request, secrets, seed, signal, url } = options;
  let found: Finding | undefined;
  const tryRequest = async (request: FuzzRequest): Promise<void> => {
    // A process that has ended answers nothing: only the request that ended it is a finding.
    if (!options.isRunning() || signal.aborted) return;
    const answer = await exchange(url, await prepare(request));
    counter.add(target, answer?.status);
    const problem = await problemIn(answer, request, options);
    if (problem === undefined) return;
    found = { target, problem, reproduce: [curl(url, request, secrets), curlOptions].filter(Boolean).join(' ') };
    throw new Error(problem);
  };
  // At the end of the time, fast-check does not wait for the request on its way.
  let onItsWay = Promise.resolve();
  const property = fc.asyncProperty(requests, (request) => {
    onItsWay = tryRequest(request);
    return onItsWay;
  });
  const limits = { numRuns: maxExamples, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false };
  await fc.check(property, { ...limits, seed });
  await onItsWay.catch(() => undefined);
  return found === undefined ? [] : [found];
}

async function problemIn(
  answer: Answer | undefined,
  request: FuzzRequest,
  { afterEach, isRunning, problemOf }: FuzzPortOptions,
): Promise<string | undefined> {
  if (!isRunning()) return 'The process ended.';
  if (answer === undefined) return 'The connection ended without an answer, or no answer came in time.';
  await afterEach?.(request);
  if (answer.status >= 500) return `Status ${answer.status}: ${answer.body.slice(0, 600)}`;
  return problemOf(answer, request);
}
