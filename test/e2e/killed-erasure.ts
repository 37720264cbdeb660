import { startTestSystem } from '../helpers/start-test-system.ts';

// Runs a system whose orders call nobody, until it is killed. The first line that it prints is JSON with its address and a token.
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('Expected the data folder as argument.');

const tenant = {
  tenant: 'demo',
  processOrder: [{ name: 'platformEvents', critical: true }],
  postProcessOrder: [],
  overrides: [{ name: 'plain', match: { orderType: ['credit'] }, processOrder: [], postProcessOrder: [] }],
};
const system = await startTestSystem({ tenant, dataDir });
process.stdout.write(`${JSON.stringify({ apiUrl: system.runtime.apiUrl, token: await system.token() })}\n`);
