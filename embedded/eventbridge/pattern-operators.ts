import { BlockList, isIP } from 'node:net';
import { matchWildcard, parseWildcard } from './wildcard.ts';

/** Tells whether one value of an event, a string, number, boolean or null, passes. */
export type ValueTest = (value: unknown) => boolean;

/** A pattern cannot be read; the message says why. */
export class PatternProblem extends Error {
  override readonly name = 'PatternProblem';
}

const OPERATORS = new Map<string, (operand: unknown) => ValueTest>(
  Object.entries({
    prefix: (operand) => textTest('prefix', operand, (value, wanted) => value.startsWith(wanted)),
    suffix: (operand) => textTest('suffix', operand, (value, wanted) => value.endsWith(wanted)),
    'equals-ignore-case': (operand) => {
      const wanted = textOf('equals-ignore-case', operand).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
    },
    wildcard: (operand) => {
      const parts = parseWildcard(textOf('wildcard', operand));
      if (parts === undefined)
        throw new PatternProblem(`Consecutive wildcard characters or a bad escape in ${operand}`);
      return (value) => typeof value === 'string' && matchWildcard(parts, value);
    },
    numeric: numericTest,
    cidr: cidrTest,
    'anything-but': anythingBut,
  }),
);

/** The operators that may stand inside `anything-but`. */
const NEGATABLE = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

/**
 * The test that one entry of a pattern's array stands for: a value to equal, or an operator such as `{ "prefix": "a" }`.
 *
 * `exists` is not among the operators here: it asks about the field, not about a value.
 *
 * @throws PatternProblem the entry is no such thing
 */
export function valueTest(entry: unknown): ValueTest {
  if (!isObject(entry)) return equals(entry);
  const [[name, operand] = ['', undefined], ...others] = Object.entries(entry);
  const operator = OPERATORS.get(name);
  if (operator === undefined) throw new PatternProblem(`Unrecognized match type ${name}`);
  if (others.length > 0)
    throw new PatternProblem(`Only one key allowed in match expression, found ${JSON.stringify(entry)}`);
  return operator(operand);
}

function equals(wanted: unknown): ValueTest {
  if (Array.isArray(wanted)) throw new PatternProblem('Match value must be String, number, true, false, or null');
  return (value) => value === wanted;
}

function textTest(name: string, operand: unknown, compare: (value: string, wanted: string) => boolean): ValueTest {
  const folded = isObject(operand) ? operand['equals-ignore-case'] : undefined;
  if (folded === undefined) {
    const wanted = textOf(name, operand);
    return (value) => typeof value === 'string' && compare(value, wanted);
  }
  const wanted = textOf(name, folded).toLowerCase();
  return (value) => typeof value === 'string' && compare(value.toLowerCase(), wanted);
}

function textOf(name: string, operand: unknown): string {
  if (typeof operand !== 'string') throw new PatternProblem(`${name} match pattern must be a string`);
  return operand;
}

const COMPARISONS = new Map<unknown, (value: number, bound: number) => boolean>(
  Object.entries({
    '=': (value, bound) => value === bound,
    '<': (value, bound) => value < bound,
    '<=': (value, bound) => value <= bound,
    '>': (value, bound) => value > bound,
    '>=': (value, bound) => value >= bound,
  }),
);

function numericTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > 4 || operand.length % 2 !== 0)
    throw new PatternProblem('Value of numeric must be an array of one or two comparisons, e.g. [">", 0, "<=", 5]');
  const tests = Array.from({ length: operand.length / 2 }, (_, index) => {
    const [sign, bound] = operand.slice(index * 2, index * 2 + 2);
    const compare = COMPARISONS.get(sign);
    if (compare === undefined) throw new PatternProblem(`Unrecognized numeric range operator: ${sign}`);
    if (typeof bound !== 'number') throw new PatternProblem(`Bad numeric range operand: ${bound}`);
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidrTest(operand: unknown): ValueTest {
  const [address = '', bits = '', ...rest] = textOf('cidr', operand).split('/');
  const family = isIP(address);
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || rest.length > 0 || !(length <= (family === 4 ? 32 : 128)))
    throw new PatternProblem(`Malformed CIDR, one '/' required, found ${operand}`);
  const block = new BlockList();
  block.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    const kind = typeof value === 'string' ? isIP(value) : 0;
    return kind !== 0 && block.check(String(value), kind === 4 ? 'ipv4' : 'ipv6');
  };
}

function anythingBut(operand: unknown): ValueTest {
  const tests = isObject(operand) ? negated(operand) : (Array.isArray(operand) ? operand : [operand]).map(scalar);
  if (tests.length === 0) throw new PatternProblem('Empty arrays are not allowed in anything-but');
  return (value) => !tests.some((test) => test(value));
}

function negated(operand: Readonly<Record<string, unknown>>): readonly ValueTest[] {
  const [[name, wanted] = ['', undefined], ...others] = Object.entries(operand);
  if (!NEGATABLE.includes(name) || others.length > 0)
    throw new PatternProblem(`Unsupported anything-but pattern: ${JSON.stringify(operand)}`);
  return (Array.isArray(wanted) ? wanted : [wanted]).map((one) => valueTest({ [name]: one }));
}

function scalar(entry: unknown): ValueTest {
  if (typeof entry === 'object')
    throw new PatternProblem('Inside anything-but list, only strings or numbers are allowed');
  return equals(entry);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
