/** Opens a test system on the data folder that is its argument, closes it, and ends by itself. Started by runtime.test.ts. */
import { startTestSystem } from '../../helpers/start-test-system.ts';

const [, , dataDir = ''] = process.argv;
const system = await startTestSystem({ dataDir });
await system.close();
