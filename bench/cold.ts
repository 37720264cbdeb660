import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createBlueprint } from '../blueprint/blueprint.ts';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { bundleFunctions } from '../infra/bundling/bundle-functions.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { percentile } from './load.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = 7;

/** A tenant with every plugin. Options do not matter: they are not part of a bundle. */
function everyPlugin(): Parameters<typeof createBlueprint>[0] {
  return parseTenantConfig(JSON.stringify({ tenant: 'cold', processOrder: [] }), 'cold.json', pluginCatalog());
}

/** Prints how large each Lambda bundle is, and how long a new process takes to load it: the init phase of a cold start. */
export async function cold(directory: string): Promise<void> {
  const plugins = [...pluginCatalog().keys()];
  const { functions } = createBlueprint(
    { ...everyPlugin(), processOrder: plugins.map((name) => ({ name, critical: true, options: {} })) },
    new Map([...pluginCatalog()].map(([name, { secrets: _, ...plugin }]) => [name, plugin])),
  );
  await mkdir(join(directory, 'bundles'));
  const bundles = await bundleFunctions({ root: ROOT, functions, directory: join(directory, 'bundles') });
  console.log('\n| function | init ms | init KB | all KB |');
  console.log('| --- | --: | --: | --: |');
  for (const [id, { directory: own, initBytes, totalBytes }] of bundles) {
    const times = Array.from({ length: ROUNDS }, () => loadTime(join(own, 'index.mjs')));
    const cells = [
      id,
      percentile(
        times.sort((left, right) => left - right),
        0.5,
      ).toFixed(0),
      kb(initBytes),
      kb(totalBytes),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function loadTime(file: string): number {
  const script = `const began = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - began)`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}

const kb = (bytes: number): string => (bytes / 1024).toFixed(0);
