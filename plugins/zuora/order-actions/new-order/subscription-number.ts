import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 12;

/**
 * The number of a subscription: 12 digits and capital letters, always the same for the same item of the same step.
 *
 * Zuora holds a subscription number once, so a repeated order cannot create a second subscription.
 */
export function subscriptionNumber(idempotencyKey: string, itemKey: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([idempotencyKey, itemKey]))
    .digest('hex');
  const number = BigInt(`0x${digest}`);
  const digits = Array.from({ length: LENGTH }, (_, place) => {
    const digit = (number / BigInt(ALPHABET.length) ** BigInt(place)) % BigInt(ALPHABET.length);
    return ALPHABET.charAt(Number(digit));
  });
  return digits.join('');
}
