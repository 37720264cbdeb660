import { invalid } from './request.ts';

/**
 * A decimal number of DynamoDB: `0.<digits> × 10^exponent`, without leading or trailing zeros in `digits`; zero has none.
 *
 * Up to 38 significant digits and magnitudes from 1E-130 to 9.99…E+125. Source: Amazon DynamoDB Developer Guide, "Naming
 * rules and data types", Number.
 */
export interface DecimalNumber {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
const MAX_DIGITS = 38;
const MAX_EXPONENT = 126;
const MIN_EXPONENT = -129;

/**
 * Parses a number.
 *
 * @throws AwsServiceError ValidationException: not a number, too precise, too large or too small
 */
export function parseNumber(text: string): DecimalNumber {
  const [, sign = '', whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (whole === '' && fraction === '') throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  return normalize(sign === '-', `${whole}${fraction}`, whole.length + Number(power));
}

/** Formats a number as DynamoDB does: decimal notation without an exponent. */
export function formatNumber({ negative, digits, exponent }: DecimalNumber): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return `${sign}${digits}${'0'.repeat(exponent - digits.length)}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/** Adds two numbers; with `sign` -1 subtracts the second. */
export function addNumbers(left: DecimalNumber, right: DecimalNumber, sign: 1 | -1 = 1): DecimalNumber {
  const scale = Math.min(left.exponent - left.digits.length, right.exponent - right.digits.length);
  const sum = scaled(left, scale) + BigInt(sign) * scaled(right, scale);
  const digits = (sum < 0n ? -sum : sum).toString();
  return normalize(sum < 0n, digits, digits.length + scale);
}

/** Compares two numbers as `Array.sort` expects it. */
export function compareNumbers(left: DecimalNumber, right: DecimalNumber): number {
  return Buffer.compare(sortableNumber(left), sortableNumber(right));
}

/** Encodes a number so that comparing the bytes compares the numbers. */
export function sortableNumber({ negative, digits, exponent }: DecimalNumber): Buffer {
  if (digits === '') return Buffer.from([1]);
  const magnitude = Buffer.concat([Buffer.from([0, exponent + 200]), Buffer.from(digits, 'latin1')]);
  magnitude.writeUInt16BE(exponent + 200, 0);
  if (!negative) return Buffer.concat([Buffer.from([2]), magnitude]);
  // Inverted bytes sort larger magnitudes first; the end mark sorts a prefix after longer numbers.
  return Buffer.concat([Buffer.from([0]), magnitude.map((byte) => 0xff - byte), Buffer.from([0xff])]);
}

function normalize(negative: boolean, allDigits: string, point: number): DecimalNumber {
  const withoutLeading = allDigits.replace(/^0+/, '');
  const digits = withoutLeading.replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  const exponent = point - (allDigits.length - withoutLeading.length);
  if (digits.length > MAX_DIGITS) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (exponent > MAX_EXPONENT)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (exponent < MIN_EXPONENT)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return { negative, digits, exponent };
}

function scaled({ negative, digits, exponent }: DecimalNumber, scale: number): bigint {
  if (digits === '') return 0n;
  const value = BigInt(digits) * 10n ** BigInt(exponent - digits.length - scale);
  return negative ? -value : value;
}
