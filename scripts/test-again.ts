import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { failedFiles } from './test-again/failed-files.ts';

// Runs the test files that failed in a Vitest report once more, one at a time. Fails if one fails again.
const report = process.argv[2];
if (report === undefined) {
  console.error('Usage: node scripts/test-again.ts <report of vitest --reporter=json>');
  process.exit(2);
}
const files = await failedFiles(report);
if (files.length === 0) {
  console.error('No test file failed, so there is nothing to run again. The error is in the output above.');
  process.exit(1);
}
console.log(`${files.length} test files failed. They run again, one at a time:\n${files.join('\n')}`);
const vitest = spawn('npx', ['vitest', 'run', '--maxWorkers=1', ...files], { stdio: 'inherit' });
const [code] = (await once(vitest, 'exit')) as [number | null];
process.exitCode = code ?? 1;
if (code === 0) console.log('They passed when run alone. Find what they wait for, and mend it.');
