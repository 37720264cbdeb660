import { priceOf } from '../blueprint/price.ts';
import { buildSequences } from '../core/config/build-sequences.ts';
import { type CheckedTenantFile, onTenantFile } from './on-tenant-file.ts';

const USAGE = `Usage: npm run price -- tenants/<tenant>.json
Prints the list price of an order of each sequence, line by line.`;

process.exitCode = await onTenantFile(process.argv.slice(2), USAGE, pricesOf);

function pricesOf({ catalog, config }: CheckedTenantFile): string {
  const tables = buildSequences(config, catalog).flatMap((sequence) => {
    const { lines, perMillion } = priceOf(sequence);
    return [
      '',
      `${config.tenant} ${sequence.name}: ${sequence.steps.length} steps, US dollars per million orders`,
      ...lines.map(
        ({ what, quantity, perMillion: dollars }) =>
          `  ${what.padEnd(34)} ${quantity.toPrecision(3).padStart(10)} an order ${dollars.toFixed(2).padStart(9)}`,
      ),
      `  ${'Total'.padEnd(34)} ${''.padStart(10)}          ${perMillion.toFixed(2).padStart(9)}`,
    ];
  });
  const note = 'List prices of us-east-1 for orders without retries. Waiting clients, retries and webhooks cost extra.';
  return [...tables, '', note].join('\n');
}
