import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { components, paths } from './openapi-typescript/order-api.ts';

// Submits an order with openapi-fetch and the types that openapi-typescript generates twice, as after a lost answer: it is one order, and it completes.
const { API_URL = '', ORDER_FILE = '', TOKEN = '' } = process.env;
const order: components['schemas']['NewOrder'] = JSON.parse(readFileSync(ORDER_FILE, 'utf8'));
const client = createClient<paths>({ baseUrl: API_URL, headers: { authorization: `Bearer ${TOKEN}` } });
const params = { header: { 'Idempotency-Key': 'openapi-typescript', Prefer: 'wait=20' } };
const submit = () => client.POST('/orders', { body: order, params });
const first = await submit();
const second = await submit();
if (first.data === undefined) throw new Error('The order was refused.', { cause: first.error });
if (first.data.status !== 'complete') throw new Error(`Expected the order to complete, found it ${first.data.status}.`);
if (second.data?.id !== first.data.id) throw new Error('Expected the repeat to return the first order.');
