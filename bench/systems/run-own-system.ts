import { rename, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startRuntime } from '../../embedded/runtime/runtime.ts';

// Runs the single machine until it is stopped. Writes its URL and an access token to a file for the benchmark, and upon SIGUSR2
// the memory of its main thread that is in use.
const [, , options = '{}', readyFile = '', liveBytesFile = ''] = process.argv;
const runtime = await startRuntime(JSON.parse(options));
await writeWhole(readyFile, { apiUrl: runtime.apiUrl, token: await runtime.token() });
process.once('SIGTERM', () => void runtime.close().then(() => process.exit()));
process.on('SIGUSR2', () => void writeWhole(liveBytesFile, liveBytes()));

async function writeWhole(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.part`, JSON.stringify(value));
  await rename(`${file}.part`, file);
}

/** Bytes after a garbage collection. The first one lets go of what finalizers hold. */
function liveBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { external, heapUsed } = process.memoryUsage();
  return heapUsed + external;
}
