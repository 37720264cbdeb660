import fc from 'fast-check';
import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { type FuzzPortOptions, type FuzzTarget, fuzzPort } from '../fuzz-port.ts';
import { curl } from '../http/curl.ts';
import { type Answer, exchange, type FuzzRequest } from '../http/exchange.ts';
import { changedJson, oddText } from '../http/json-arbitrary.ts';
import type { Finding, FuzzReport } from '../report.ts';
import { EXAMPLES } from './examples.ts';
import { type AwsPort, CURL_SIGNS, signed } from './sign.ts';

const JSON_TYPE = 'application/x-amz-json-1.0';
const errorSchema = z.object({ __type: z.string().min(1), message: z.string() });

/**
 * Sends requests of every operation of every AWS service to the AWS port. The operations come from the services themselves, so
 * one without an example is a finding.
 */
export async function fuzzAws(
  port: AwsPort,
  options: Omit<FuzzPortOptions, 'name' | 'url' | 'targets' | 'problemOf'>,
): Promise<FuzzReport> {
  const operations = await supportedOperations(port);
  // In the sequence of the examples, so that what the later ones name exists.
  const invalid: Finding[] = [];
  for (const [operation, example] of Object.entries(EXAMPLES))
    invalid.push(...(await sendExample(port, operation, example)));
  const report = await fuzzPort({
    ...options,
    name: 'AWS port',
    url: port.awsUrl,
    curlOptions: CURL_SIGNS,
    prepare: (request) => signed(request, port),
    targets: Object.entries(EXAMPLES).map(targetOf),
    problemOf,
  });
  const missing = operations.filter((operation) => !Object.hasOwn(EXAMPLES, operation));
  return { ...report, findings: [...report.findings, ...invalid, ...missing.map(withoutExample)] };
}

/** Asks every service for an operation that it does not have: the error lists those that it has. */
async function supportedOperations(port: AwsPort): Promise<readonly string[]> {
  const prefixes = listed(await messageOf(port, 'nothing.Nothing'), /(\w+)\.<operation>/g);
  const names = prefixes.map(async (prefix) => {
    const [, list = ''] = /[Ss]upport(?:s|ed):? ([\w, ]+)\.?$/.exec(await messageOf(port, `${prefix}.Nothing`)) ?? [];
    return list.split(', ').map((name) => `${prefix}.${name}`);
  });
  const found = (await Promise.all(names)).flat();
  if (found.length < prefixes.length * 2)
    throw new Error(`${port.awsUrl} does not list its operations: found ${found}.`);
  return found;
}

async function messageOf(port: AwsPort, target: string): Promise<string> {
  const answer = await exchange(port.awsUrl, await signed(requestOf(target, '{}'), port));
  return errorSchema.parse(JSON.parse(answer?.body ?? '{}')).message;
}

function listed(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

function requestOf(target: string, body: string, headers: Readonly<Record<string, string>> = {}): FuzzRequest {
  return {
    method: 'POST',
    path: '/',
    headers: { 'content-type': JSON_TYPE, 'x-amz-target': target, ...headers },
    body,
  };
}

function targetOf([operation, example]: [string, (typeof EXAMPLES)[string]]): FuzzTarget {
  return {
    name: operation,
    requests: fc.tuple(changedJson(example), oddHeaders).map(([body, headers]) => requestOf(operation, body, headers)),
  };
}

/** Mostly none. */
const oddHeaders: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('content-type', 'content-encoding', 'accept', 'x-amz-date'), oddText)
      .map(([name, value]) => ({ [name]: value.replaceAll(/[^\x20-\x7e]/g, '?').trim() })),
  },
);

function problemOf({ body, contentType, status }: Answer): string | undefined {
  if (!contentType.startsWith('application/x-amz-json-1.')) return `Content type ${contentType} of status ${status}.`;
  const json = jsonOf(body);
  if (json === undefined) return `Status ${status} with a body that is no JSON: ${body.slice(0, 200)}`;
  if (status === 200 || errorSchema.safeParse(json).success) return undefined;
  return `Status ${status} without __type and message: ${body.slice(0, 200)}`;
}

/** Changes of an invalid example would not get past the first check. */
async function sendExample(port: AwsPort, target: string, example: JsonObject): Promise<readonly Finding[]> {
  const request = requestOf(target, JSON.stringify(example));
  const answer = await exchange(port.awsUrl, await signed(request, port));
  const { __type: type } = errorSchema.safeParse(jsonOf(answer?.body ?? '')).data ?? {};
  if (answer?.status === 200 || (type !== undefined && !INVALID.test(type))) return [];
  const problem = `The example in scripts/test-fuzz/aws/examples.ts is not valid: correct it. ${answer?.body}`;
  return [{ target, problem, reproduce: `${curl(port.awsUrl, request)} ${CURL_SIGNS}` }];
}

/** Errors that say that a request is wrong, not that what it names is missing. */
const INVALID =
  /Validation|Serialization|Signature|Authentication|InvalidParameter|InvalidDefinition|InvalidEventPattern|InvalidArn|UnknownOperation/;

function withoutExample(target: string): Finding {
  return {
    target,
    problem: 'The operation has no example in scripts/test-fuzz/aws/examples.ts: add one.',
    reproduce: '',
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
