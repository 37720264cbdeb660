import { expect, it } from 'vitest';
import { afterDemo, readyMessage } from '../../../embedded/cli/ready-message.ts';

const urls = { apiUrl: 'http://127.0.0.1:3000', awsUrl: 'http://127.0.0.1:3001', sandboxUrl: 'http://127.0.0.1:3100' };
const people = { passwordOf: { developer: 'of-developer', viewer: 'v', operator: 'o', auditor: 'a' } };
const quiet = { people, missingSecrets: [], unreachable: [] };
const usual = {
  PORT: 3000,
  AWS_PORT: 3001,
  SANDBOX_PORT: 3100,
  LOCAL_HOSTS: [],
  DATA_DIR: '.data/demo',
  TENANT: 'demo',
};

it('shows the URLs of the system and how to send an order', () => {
  const lines = readyMessage({ ...urls, ...quiet }, usual).split('\n');
  expect(lines[0]).toBe('Ready: http://127.0.0.1:3000');
  expect(lines).toContain('  npm run order -- examples/new-order.json');
  expect(lines).toContain('Look at orders in a browser: http://127.0.0.1:3000/console');
  expect(lines).toContain('  sign in as developer with the password of-developer');
  expect(lines).toContain('  TOKEN=$(npm run -s token)');
});

it('adds the settings that differ from the defaults to the commands', () => {
  const apiUrl = 'http://127.0.0.1:4000';
  const text = readyMessage({ ...urls, ...quiet, apiUrl }, { ...usual, PORT: 4000, DATA_DIR: "/tmp/it's" });
  const settings = "PORT=4000 DATA_DIR='/tmp/it'\\''s' ";
  expect(text).toContain(`  ${settings}npm run order -- examples/new-order.json`);
  expect(text).toContain(`  TOKEN=$(${settings}npm run -s token)`);
  expect(text).toContain(`curl -sS ${apiUrl}/orders `);
});

it('names the tenant in the commands if its data is in the default folder', () => {
  const text = readyMessage({ ...urls, ...quiet }, { ...usual, TENANT: 'acme', DATA_DIR: '.data/acme' });
  expect(text).toContain('  TENANT=acme npm run order -- examples/new-order.json');
});

it('names the stage, also in the commands', () => {
  const stage = { ...usual, TENANT: 'acme', STAGE: 'test', DATA_DIR: '.data/acme_TEST' };
  const text = readyMessage({ ...urls, ...quiet }, stage);
  expect(text).toContain('tenant acme, stage test, data in .data/acme_TEST');
  expect(text).toContain('  TENANT=acme STAGE=test npm run order -- examples/new-order.json');
});

it('lists missing secrets, and endpoints that LOCAL_HOSTS does not name, with what to do', () => {
  const system = {
    ...urls,
    people,
    missingSecrets: ['demo/loyalty', 'demo/webhooks/crm'],
    unreachable: [{ path: 'webhooks[0].url', host: 'localhost:9998' }],
  };
  const text = readyMessage(system, { ...usual, LOCAL_HOSTS: ['127.0.0.1:9999'] });
  expect(text).toMatch(/Missing secrets.*\.data\/demo\/secrets\.json:\n {4}demo\/loyalty\n {4}demo\/webhooks\/crm\n/);
  expect(text).toMatch(/LOCAL_HOSTS=127\.0\.0\.1:9999,localhost:9998:\n {4}webhooks\[0\]\.url: localhost:9998\n/);
  expect(readyMessage({ ...urls, ...quiet }, usual)).not.toMatch(/Missing|LOCAL_HOSTS/);
});

it('says after a demo how to start the tenant that the working folder has', () => {
  const commands = (tenant: string, ...files: readonly string[]) =>
    afterDemo({ ...usual, TENANT: tenant }, files)
      .match(/^ {2}\S.*? {2}/gm)
      ?.map((line) => line.trim());
  const order = 'npm run order -- examples/new-order.json';
  expect(commands('demo', 'acme.json', 'demo.json')).toEqual(['npm start', order]);
  expect(commands('demo', 'order-processing.schema.json', 'shop.json', 'catalogs')).toEqual([
    'TENANT=shop npm start',
    `TENANT=shop ${order}`,
  ]);
  expect(commands('acme', 'acme.json')).toEqual(['TENANT=acme npm start', `TENANT=acme ${order}`]);
  expect(commands('demo')).toEqual(['npm start', order]);
});
