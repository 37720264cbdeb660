import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);

const PACKAGE = dirname(fileURLToPath(import.meta.url));
const PROGRAM = join(PACKAGE, 'node_modules', '@modelcontextprotocol', 'conformance', 'dist', 'index.js');

const checksSchema = z.array(z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }));

/** A check of the suite. */
export interface Check {
  readonly scenario: string;
  readonly id: string;
  /** SUCCESS, FAILURE, WARNING, INFO or SKIPPED. */
  readonly status: string;
  readonly errorMessage?: string | undefined;
}

/** Installs the suite, unless it is installed. */
export async function installSuite(): Promise<void> {
  if (!existsSync(PROGRAM)) await run('npm', ['ci', '--ignore-scripts'], { cwd: PACKAGE });
}

/** Runs every scenario of a revision of the protocol against a server, and returns all checks. */
export async function runSuite(url: string, revision: string): Promise<readonly Check[]> {
  const results = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const args = [PROGRAM, 'server', '--url', url, '--suite', 'all', '--spec-version', revision, '-o', results];
    // Exit code 1 means that checks failed. What matters is which ones.
    await run(process.execPath, args, { cwd: PACKAGE }).catch((error: { code?: unknown }) => {
      if (error.code !== 1) throw error;
    });
    const scenarios = await readdir(results);
    return (await Promise.all(scenarios.map((scenario) => checksIn(results, scenario)))).flat();
  } finally {
    await rm(results, { recursive: true });
  }
}

async function checksIn(results: string, folder: string): Promise<readonly Check[]> {
  const checks = checksSchema.parse(JSON.parse(await readFile(join(results, folder, 'checks.json'), 'utf8')));
  const scenario = folder.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
  return checks.map((check) => ({ scenario, ...check }));
}
