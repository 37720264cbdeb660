/** A decimal number as its digits and how many of them follow the point: 12.50 is 1250 and 2. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i;

/** Reads a decimal number as it is written, without binary fractions; undefined for any other value. */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  // The shortest text of a JavaScript number is what its sender wrote.
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(String(value).trim()) ?? [];
  if (whole === '') return undefined;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { units: digits * 10n ** BigInt(-scale), scale: 0 } : { units: digits, scale };
}

/** Returns `left - right`. */
export function minus(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return { units: atScale(left, scale) - atScale(right, scale), scale };
}

/** Returns `left + right`. */
export function plus(left: Decimal, right: Decimal): Decimal {
  return minus(left, { ...right, units: -right.units });
}

/** Writes a decimal number with all its digits, at least two of them after the point. */
export function decimalText(value: Decimal): string {
  const scale = Math.max(value.scale, 2);
  const units = atScale(value, scale);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function atScale({ scale, units }: Decimal, target: number): bigint {
  return units * 10n ** BigInt(target - scale);
}
