import { startTestSystem } from '../helpers/start-test-system.ts';
import { SCENARIO_TENANT } from './scenario-target.ts';

// Runs a system until it is killed. The first line that it prints is JSON with its address and a token.
// Its second argument is how many seconds a step may take.
const [dataDir, timeoutSeconds = '3'] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('Expected the data folder as argument.');

const steps = SCENARIO_TENANT.processOrder.map((step) => ({ ...step, timeoutSeconds: Number(timeoutSeconds) }));
const system = await startTestSystem({ tenant: { ...SCENARIO_TENANT, processOrder: steps }, dataDir });
const { apiUrl } = system.runtime;
process.stdout.write(`${JSON.stringify({ apiUrl, sandboxUrl: system.sandbox.url, token: await system.token() })}\n`);
