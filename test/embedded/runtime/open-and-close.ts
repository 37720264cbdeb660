/** Opens a test system on the data folder passed as its argument, closes it, and exits. Started by runtime.test.ts. */
import { startTestSystem } from '../../helpers/start-test-system.ts';

const [, , dataDir = ''] = process.argv;
const system = await startTestSystem({ dataDir });
await system.close();
