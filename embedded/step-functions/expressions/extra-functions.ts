import { createHash, randomUUID } from 'node:crypto';
import { EvaluationFailed } from '../../../core/expression/evaluation-error.ts';

const HASH_NAMES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Returns a number from 0 to 1 that depends on the seed alone (mulberry32); AWS does not publish its generator. */
function seededRandom(seed: number): number {
  let mixed = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

function partition(items: unknown, size: unknown): unknown[][] | undefined {
  const list = Array.isArray(items) ? items : items === undefined ? [] : [items];
  const width = Math.trunc(Number(size));
  if (list.length === 0 || !(width > 0)) return undefined;
  return Array.from({ length: Math.ceil(list.length / width) }, (_, chunk) =>
    list.slice(chunk * width, (chunk + 1) * width),
  );
}

const MAX_RANGE_LENGTH = 360_145;

function range(from: unknown, to: unknown, step: unknown): number | number[] | undefined {
  const [first, last, stride] = [from, to, step].map((value) => Math.trunc(Number(value)));
  if (first === undefined || last === undefined || !stride) return undefined;
  const length = Math.floor((last - first) / stride) + 1;
  if (!(length > 0)) return undefined;
  if (length > MAX_RANGE_LENGTH) {
    throw new EvaluationFailed({ message: `$range would return ${length} numbers; the limit is ${MAX_RANGE_LENGTH}` });
  }
  return length === 1 ? first : Array.from({ length }, (_, index) => first + index * stride);
}

function hash(text: unknown, algorithm: unknown): string | undefined {
  if (typeof text !== 'string' || algorithm === undefined) return undefined;
  const name =
    typeof algorithm === 'string' && Object.hasOwn(HASH_NAMES, algorithm) ? HASH_NAMES[algorithm] : undefined;
  if (name === undefined) {
    throw new EvaluationFailed({ message: `$hash expects one of ${Object.keys(HASH_NAMES).join(', ')}` });
  }
  return createHash(name).update(text).digest('hex');
}

/**
 * The functions that Step Functions adds to JSONata. Like AWS, it removes `eval`.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const extraFunctions: Readonly<Record<string, unknown>> = {
  partition,
  range,
  hash,
  random: (seed?: unknown) => (seed === undefined ? Math.random() : seededRandom(Number(seed))),
  uuid: () => randomUUID(),
  parse: (text: unknown) => (typeof text === 'string' ? JSON.parse(text) : undefined),
  eval: undefined,
};
