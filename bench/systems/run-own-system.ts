import { rename, writeFile } from 'node:fs/promises';
import { startRuntime } from '../../embedded/runtime/runtime.ts';

// Runs the single machine until it is stopped. Writes its URL and an access token to a file for the benchmark.
const [, , options = '{}', readyFile = ''] = process.argv;
const runtime = await startRuntime(JSON.parse(options));
const { clientId, clientSecret, tokenUrl } = runtime.credentials;
const response = await fetch(tokenUrl, {
  method: 'POST',
  headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
});
const { access_token: token } = (await response.json()) as { access_token: string };
await writeFile(`${readyFile}.part`, JSON.stringify({ apiUrl: runtime.apiUrl, token }));
await rename(`${readyFile}.part`, readyFile);
process.once('SIGTERM', () => void runtime.close().then(() => process.exit()));
