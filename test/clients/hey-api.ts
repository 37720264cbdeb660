import { readFileSync } from 'node:fs';
import { client } from './hey-api/client.gen.ts';
import { submitOrder } from './hey-api/sdk.gen.ts';
import type { NewOrder } from './hey-api/types.gen.ts';

// Submits an order with the client that @hey-api/openapi-ts generates twice, as after a lost answer: it is one order, and it completes.
const { API_URL = '', ORDER_FILE = '', TOKEN = '' } = process.env;
const order: NewOrder = JSON.parse(readFileSync(ORDER_FILE, 'utf8'));
client.setConfig({ baseUrl: API_URL, auth: TOKEN });
const submit = () => submitOrder({ body: order, headers: { 'Idempotency-Key': 'hey-api', Prefer: 'wait=20' } });
const first = await submit();
const second = await submit();
if (first.data === undefined) throw new Error('The order was refused.', { cause: first.error });
if (first.data.status !== 'complete') throw new Error(`Expected the order to complete, found it ${first.data.status}.`);
if (second.data?.id !== first.data.id) throw new Error('Expected the repeat to return the first order.');
