import { basename } from 'node:path';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { TenantConfigInvalid } from '../core/config/config-problem.ts';
import { priceOf } from '../core/price/price-of.ts';
import { buildSequences } from '../core/sequence/build-sequences.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { asksForHelp } from './asks-for-help.ts';
import { readTenantText, TenantFileMissing } from './read-tenant-text.ts';

const USAGE = `Usage: npm run price -- tenants/<tenant>.json
Prints what an order of each sequence costs at list prices, line by line.`;

process.exitCode = await price(process.argv.slice(2));

/** Prints the prices of a tenant's sequences: 0 when it did, 1 when the file has problems, 2 for a wrong call. */
async function price(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(USAGE);
    return 0;
  }
  const [file, ...others] = args;
  if (file === undefined || others.length > 0) return refuse(USAGE);
  try {
    printPrices(file, await readTenantText(file));
    return 0;
  } catch (error) {
    if (error instanceof TenantFileMissing) return refuse(`${error.message}\n${USAGE}`);
    if (!(error instanceof TenantConfigInvalid)) throw error;
    console.error(error.message);
    return 1;
  }
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}

function printPrices(file: string, text: string): void {
  const catalog = pluginCatalog();
  const config = parseTenantConfig(text, file, catalog, basename(file, '.json'));
  for (const sequence of buildSequences(config, catalog)) {
    const { lines, perMillion } = priceOf(sequence);
    console.log(`\n${config.tenant} ${sequence.name}: ${sequence.steps.length} steps, US dollars per million orders`);
    for (const { what, quantity, perMillion: dollars } of lines) {
      console.log(
        `  ${what.padEnd(34)} ${quantity.toPrecision(3).padStart(10)} an order ${dollars.toFixed(2).padStart(9)}`,
      );
    }
    console.log(`  ${'Total'.padEnd(34)} ${''.padStart(10)}          ${perMillion.toFixed(2).padStart(9)}`);
  }
  console.log('\nList prices of us-east-1 on the good path; waiting callers, retries and webhooks come on top.');
}
