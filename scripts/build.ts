import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from '../console/build/build-console.ts';
import { writeClientTypes } from './build/write-client-types.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** What the program reads beside its code, from the root. */
const ASSETS = [
  'cdk.json',
  'contract/new-order.json',
  'embedded/cli/demo-scenario.json',
  'examples',
  'sandbox/salesforce/schema',
  'tenants',
];

// Node does not strip types below node_modules, so the package holds JavaScript, in the same folders as here.
rmSync(DIST, { recursive: true, force: true });
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
await writeClientTypes(join(ROOT, 'client/order-api.ts'));
execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'client'], { cwd: ROOT, stdio: 'inherit' });
for (const asset of ASSETS) copy(asset);
cpSync(await buildConsole(), join(DIST, 'console', 'built'), { recursive: true });

console.log(`Built ${DIST}`);

/** Pages are not among what the program reads. */
function copy(asset: string): void {
  const filter = (source: string): boolean => !source.endsWith('.md');
  cpSync(join(ROOT, asset), join(DIST, asset), { recursive: true, filter });
}
