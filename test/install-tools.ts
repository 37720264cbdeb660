import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopSignal } from '../embedded/cli/stop-signal.ts';
import { installPython, PYTHON_PACKAGES } from '../scripts/programs/python-packages.ts';
import { createStages } from '../scripts/programs/stages.ts';
import { installPackages } from '../scripts/test-clients/install-tools.ts';
import { loadStandardSchema } from '../scripts/test-partners/salesforce/standard-schema.ts';
import { installChromium } from './console/browser/install-chromium.ts';
import { installSuite } from './mcp/conformance/run-suite.ts';

// Installs what test commands would install when they need it, so that CI can do that beside something else.
const cache = fileURLToPath(new URL('../.cache', import.meta.url));
const log = join(cache, 'install-test-tools.log');
const signal = stopSignal();
const stage = createStages((line) => process.stdout.write(`${line}\n`));

try {
  await mkdir(cache, { recursive: true });
  await stage('Chromium', installChromium);
  await stage('conformance suite of the Model Context Protocol', installSuite);
  await stage('linters and client generators of npm', () => installPackages({ log, signal }));
  await stage('published schema of Salesforce', () => loadStandardSchema({ log, signal }));
  for (const name of PYTHON_PACKAGES)
    await stage(`Python packages: ${name}`, () => installPython(name, { log, signal }));
} catch (error) {
  process.stderr.write(
    signal.aborted ? 'Stopped.\n' : `${error instanceof Error ? `${error.name}: ${error.message}` : error}\n`,
  );
  process.exitCode = 1;
}
