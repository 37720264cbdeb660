import { expect, it } from 'vitest';
import { readEnvironment } from '../../../embedded/cli/environment.ts';

const usual = { PORT: 3000, AWS_PORT: 3001, SANDBOX_PORT: 3100, DATA_DIR: '.data', TENANT: 'demo' };

it.each([
  ['nothing', {}, usual],
  ['empty variables', { PORT: '', TENANT: ' ' }, usual],
  ['unrelated variables', { PATH: '/bin' }, usual],
  [
    'every variable',
    { PORT: '0', AWS_PORT: '65535', SANDBOX_PORT: '4100', DATA_DIR: '/tmp/x', TENANT: 'acme-2' },
    { PORT: 0, AWS_PORT: 65535, SANDBOX_PORT: 4100, DATA_DIR: '/tmp/x', TENANT: 'acme-2' },
  ],
])('reads %s', (_, variables, expected) => {
  expect(readEnvironment(variables)).toEqual(expected);
});

it.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['AWS_PORT', '3000.5'],
  ['AWS_PORT', '3e3'],
  ['SANDBOX_PORT', 'http'],
  ['TENANT', '../acme'],
  ['TENANT', 'Acme'],
])('rejects %s=%s and names the variable', (name, value) => {
  expect(() => readEnvironment({ [name]: value })).toThrow(
    expect.objectContaining({
      name: 'EnvironmentInvalid',
      message: expect.stringMatching(new RegExp(`^${name}: expected .*, found '${value.replaceAll('.', '\\.')}'$`)),
    }),
  );
});

it('reports every variable at once', () => {
  expect(() => readEnvironment({ PORT: 'a', TENANT: '/' })).toThrow(/^PORT: .*\nTENANT: .*$/);
});
