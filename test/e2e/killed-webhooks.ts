import { startWebhookSystem } from './webhook-system.ts';

// Runs a system with a webhook until it is killed. The first line that it prints is JSON with its address and a token.
const [dataDir, receiverUrl] = process.argv.slice(2);
if (dataDir === undefined || receiverUrl === undefined)
  throw new Error('Expected the data folder and the URL of the receiver as arguments.');

const webhooks = [{ name: 'orders', events: ['order.submitted'] }];
// Attempts that are hours apart run within seconds.
const system = await startWebhookSystem({ dataDir, receiverUrl, webhooks, timeScale: 2000 });
process.stdout.write(`${JSON.stringify({ apiUrl: system.runtime.apiUrl, token: system.token })}\n`);
