import { parseArgs } from 'node:util';
import { startRuntime } from '../../embedded/runtime/runtime.ts';

/**
 * Runs the runtime of a campaign until it is killed, receives SIGTERM, or loses its parent. The first line that it prints is
 * JSON with its URLs and a token.
 *
 * With `--clock-ahead`, the clock of the services is this many milliseconds ahead, as if the machine had been switched off, so
 * that their waits are due. Functions keep the real time, because leases depend on it.
 */
const { values } = parseArgs({
  options: {
    'tenant-file': { type: 'string', default: '' },
    'data-dir': { type: 'string', default: '' },
    'sandbox-url': { type: 'string', default: '' },
    'time-scale': { type: 'string', default: '1' },
    'clock-ahead': { type: 'string', default: '0' },
  },
});

const ahead = Number(values['clock-ahead']);
const realNow = Date.now;
Date.now = () => realNow() + ahead;

const runtime = await startRuntime({
  tenantFile: values['tenant-file'],
  dataDir: values['data-dir'],
  sandboxUrl: values['sandbox-url'],
  timeScale: Number(values['time-scale']),
  port: 0,
  awsPort: 0,
});
// Standard input ends when the parent is gone; nothing else would stop this process then.
process.stdin.resume().once('end', () => process.exit(1));
process.once('SIGTERM', () => void runtime.close().then(() => process.exit(0)));
const { apiUrl, awsAccessKey, awsUrl } = runtime;
process.stdout.write(`${JSON.stringify({ apiUrl, awsAccessKey, awsUrl, token: await runtime.token() })}\n`);
