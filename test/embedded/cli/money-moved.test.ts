import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createMoneyReader, formatMoney } from '../../../embedded/cli/money-moved.ts';

it('returns what moved since the last call, and nothing else', async () => {
  const effects: object[] = [];
  const server = createServer((_, response) => response.end(JSON.stringify(effects)));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const money = createMoneyReader(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await money.next()).toEqual([]);
  effects.push(
    { kind: 'account.created' },
    { kind: 'payment.collected', amount: 17.5, currency: 'GBP' },
    { kind: 'refund.created', amount: 300, currency: 'JPY' },
  );
  expect(await money.next()).toEqual(['collected 17.50 GBP', 'refunded 300 JPY']);
  expect(await money.next()).toEqual([]);
});

it.each([
  [1, 'GBP', '1.00 GBP'],
  [8.575, 'KWD', '8.575 KWD'],
])('shows %s %s with the decimal places of its currency', (amount, currency, text) => {
  expect(formatMoney(amount, currency)).toBe(text);
});
