import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { priceOf } from '../core/price/price-of.ts';
import { buildSequences } from '../core/sequence/build-sequences.ts';
import { pluginCatalog } from '../plugins/registry.ts';

/** `npm run price -- tenants/acme.json`: what an order of each sequence costs at list prices, line by line. */
async function price(files: readonly string[]): Promise<void> {
  const [file] = files;
  if (file === undefined || files.length > 1) {
    console.error('Usage: npm run price -- tenants/<tenant>.json');
    process.exitCode = 2;
    return;
  }
  const catalog = pluginCatalog();
  const config = parseTenantConfig(await readFile(file, 'utf8'), file, catalog, basename(file, '.json'));
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

await price(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
