import { createServer } from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';

const target = process.env.TARGET;
const call = (step) =>
  fetch(`${target}/${step}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }).then(
    (response) => response.json(),
  );

const run = DBOS.registerWorkflow(
  async () => {
    for (const step of ['one', 'two', 'three']) await DBOS.runStep(() => call(step), { name: step });
    return 'complete';
  },
  { name: 'run' },
);

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: process.env.DATABASE_URL, runAdminServer: false, logLevel: 'warn' });
await DBOS.launch();
createServer((request, response) => {
  request.resume().once('end', async () => {
    const handle = await DBOS.startWorkflow(run, { workflowID: request.headers['idempotency-key'] })();
    response.end(JSON.stringify(await handle.getResult()));
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
