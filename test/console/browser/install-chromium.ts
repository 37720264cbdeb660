import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const PACKAGE = dirname(fileURLToPath(import.meta.url));
const UNPACKED = join(PACKAGE, '..', '..', '..', '.cache', 'test-console');

/** The parts of `@sparticuz/chromium` that are used. Its types are not installed with this repository. */
interface ChromiumPackage {
  readonly default: { executablePath(): Promise<string> };
}

/**
 * Installs a Chromium from the npm registry, unless it is installed. Playwright's own browsers come from another host.
 *
 * The environment variable `CHROMIUM` names another one, for machines other than Linux on x64.
 *
 * @returns the path of the program
 */
export async function installChromium(): Promise<string> {
  const given = process.env.CHROMIUM;
  if (given !== undefined && given !== '') return given;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      'Expected Linux on x64, for which a Chromium is on npm. Set CHROMIUM to the path of a Chrome or Chromium.',
    );
  if (!existsSync(join(PACKAGE, 'node_modules'))) await run('npm', ['ci', '--ignore-scripts'], { cwd: PACKAGE });
  await mkdir(UNPACKED, { recursive: true });
  // It unpacks itself into the folder for temporary files, which other checkouts may share.
  const before = process.env.TMPDIR;
  process.env.TMPDIR = UNPACKED;
  try {
    const entry = pathToFileURL(join(PACKAGE, 'node_modules', '@sparticuz', 'chromium', 'build', 'index.js'));
    const { default: chromium }: ChromiumPackage = await import(entry.href);
    return await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
