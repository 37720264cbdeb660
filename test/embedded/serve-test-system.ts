/**
 * Runs a test system on a data folder: `serve-test-system.ts <folder> <order>` sends the order, while Zuora is slow, and
 * prints the reply; `serve-test-system.ts <folder>` closes again and ends by itself. Started by runtime.test.ts.
 */
import { startTestSystem } from '../helpers/start-test-system.ts';

const [, , dataDir = '', order] = process.argv;
const system = await startTestSystem({ dataDir });
if (order === undefined) {
  await system.close();
  process.stdout.write('closed\n');
} else {
  await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'slow', delayMs: 20_000, times: 1 });
  const { body } = await system.api('POST', '/orders', order);
  process.stdout.write(`${JSON.stringify(body)}\n`);
}
