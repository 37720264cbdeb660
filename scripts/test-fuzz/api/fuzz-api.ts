import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailed, runCommand } from '../../programs/run-command.ts';
import type { FuzzReport } from '../report.ts';
import { readReport } from './read-report.ts';

/** How to fuzz the API. */
export interface FuzzApiOptions {
  readonly apiUrl: string;
  /** Token with every scope. */
  readonly token: string;
  /** Folder of the program `schemathesis`. */
  readonly programs: string;
  /** Folder for its report and its output. */
  readonly directory: string;
  readonly seconds: number;
  readonly maxExamples: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Runs Schemathesis from the OpenAPI document that the API serves: every check, all phases.
 *
 * @throws CommandFailed, ReportIncomplete when it does not run to its end
 */
export async function fuzzApi(options: FuzzApiOptions): Promise<FuzzReport> {
  const { apiUrl, directory, maxExamples, programs, seconds, seed, signal, token } = options;
  const config = join(directory, 'schemathesis.toml');
  const report = join(directory, 'schemathesis.ndjson');
  await writeFile(config, seconds < COVERS_ORDERS_SECONDS ? `${CONFIG}${ORDERS_UNCOVERED}` : CONFIG);
  const phases = ['--phases', 'examples,coverage,fuzzing,stateful', '--max-time', `${seconds}`];
  const amount = ['--max-examples', `${maxExamples}`, '--seed', `${seed}`, '--generation-database', 'none'];
  const output = ['--report', 'ndjson', '--report-ndjson-path', report, '--output-sanitize', 'false', '--no-color'];
  await runCommand({
    program: join(programs, 'schemathesis'),
    args: ['--config-file', config, 'run', `${apiUrl}/openapi.json`, ...phases, ...amount, ...output],
    env: { ...process.env, FUZZ_TOKEN: token, SCHEMATHESIS_HOOKS: HOOKS, PYTHONDONTWRITEBYTECODE: '1' },
    log: join(directory, 'schemathesis.log'),
    cwd: directory,
    signal,
  }).catch((error: unknown) => {
    // It exits with 1 for findings, which its report has.
    if (!(error instanceof CommandFailed) || !/exited with 1\./.test(error.message)) throw error;
  });
  return readReport(report, token);
}

const HOOKS = fileURLToPath(new URL('hooks.py', import.meta.url));

/**
 * A state of an order or a delivery is no reason to refuse the data of a request, so 409 and 422 accept them.
 *
 * Source: Schemathesis, "Configuration file".
 */
const CONFIG = `headers = { Authorization = "Bearer \${FUZZ_TOKEN}" }
workers = 2
continue-on-failure = true

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "409", "422"]
`;

/** The combinations of the fields of all order types take minutes to generate; the fuzzing phase draws from them. */
const ORDERS_UNCOVERED = `
[[operations]]
include-path = ["/orders", "/orders/preview"]
include-method = "POST"
phases.coverage.enabled = false
`;

/** From how many seconds on there is time for all of them. */
const COVERS_ORDERS_SECONDS = 600;
