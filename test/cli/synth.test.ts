import { expect, it } from 'vitest';
import { synth } from '../../cli/synth.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

it.each([
  ['a file that is not there', ['--extend', 'nowhere/extend-stage.ts'], /found none: correct --extend/],
  [
    'a file without the function',
    ['--extend', 'examples/cdk-extension/own-keys.ts'],
    /export the function extendStage/,
  ],
  ['a tenant', ['acme'], /Expected no arguments/],
])('refuses %s', async (_, args, message) => {
  await expect(synth(args, testTerminal())).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(message),
  });
});
