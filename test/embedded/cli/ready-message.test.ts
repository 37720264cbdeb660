import { expect, it } from 'vitest';
import { readyMessage } from '../../../embedded/cli/ready-message.ts';

const urls = { apiUrl: 'http://127.0.0.1:3000', awsUrl: 'http://127.0.0.1:3001', sandboxUrl: 'http://127.0.0.1:3100' };
const usual = { PORT: 3000, AWS_PORT: 3001, SANDBOX_PORT: 3100, DATA_DIR: '.data', TENANT: 'demo' };

it('shows the URLs of the system and how to send an order', () => {
  const lines = readyMessage(urls, usual).split('\n');
  expect(lines[0]).toBe('Ready: http://127.0.0.1:3000');
  expect(lines).toContain('  npm run order -- examples/new-order.json');
  expect(lines).toContain('  TOKEN=$(npm run -s token)');
});

it('adds the settings that differ from the defaults to the commands', () => {
  const apiUrl = 'http://127.0.0.1:4000';
  const text = readyMessage({ ...urls, apiUrl }, { ...usual, PORT: 4000, DATA_DIR: "/tmp/it's" });
  const settings = "PORT=4000 DATA_DIR='/tmp/it'\\''s' ";
  expect(text).toContain(`  ${settings}npm run order -- examples/new-order.json`);
  expect(text).toContain(`  TOKEN=$(${settings}npm run -s token)`);
  expect(text).toContain(`curl -sS ${apiUrl}/orders `);
});
