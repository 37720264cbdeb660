import type { Difference, TenantVersion } from '../core/config/config-differences.ts';
import type { Sequence } from '../core/sequence/sequence.ts';
import { priceOf } from './price.ts';

/** Returns how the AWS list prices of the sequences that both versions have differ; empty if they do not. */
export function priceDifferencesOf(before: TenantVersion, after: TenantVersion): readonly Difference[] {
  const old = new Map(before.sequences.map((sequence) => [sequence.name, dollarsPerMillion(sequence)]));
  const lines = after.sequences.flatMap((sequence) => {
    const [was, is] = [old.get(sequence.name), dollarsPerMillion(sequence)];
    return was === undefined || was === is ? [] : [`${sequence.name}: $${is}, before $${was}`];
  });
  return lines.length === 0 ? [] : [{ about: 'AWS list price of a million orders', lines }];
}

/** Returns the AWS list price of a million orders of a sequence, in US dollars with two decimals. */
export function dollarsPerMillion(sequence: Pick<Sequence, 'steps'>): string {
  return priceOf(sequence).perMillion.toFixed(2);
}
