import { parseArgs } from 'node:util';
import { startRuntime } from '../../embedded/runtime/runtime.ts';

/**
 * Runs the runtime of a campaign until it is killed, told to stop by SIGTERM, or left alone by its parent. The first line that it prints says how to
 * reach it.
 *
 * With `--clock-ahead` the services keep a calendar that is so many milliseconds ahead, as that of a machine that was off
 * in the meantime: what they were waiting for is due. The functions keep the real time, by which claims are leased.
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
// Whoever started it holds the other end: when that is gone, nobody would stop this process.
process.stdin.resume().once('end', () => process.exit(1));
process.once('SIGTERM', () => void runtime.close().then(() => process.exit(0)));
const { apiUrl, awsUrl, credentials } = runtime;
process.stdout.write(`${JSON.stringify({ apiUrl, awsUrl, ...credentials })}\n`);
