import { expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { dispatch } from '../../cli/dispatch.ts';
import manifest from '../../package.json' with { type: 'json' };
import { testTerminal } from '../embedded/cli/test-terminal.ts';

it('lists every command for --help, and without a command', async () => {
  for (const [args, code] of [
    [['--help'], 0],
    [[], 2],
  ] as const) {
    const terminal = testTerminal({});
    expect(await dispatch(args, terminal)).toBe(code);
    for (const name of Object.keys(COMMANDS)) expect(terminal.printed.join('\n')).toContain(`  ${name} `);
  }
});

it.each(['deploy', 'toString'])('refuses the unknown command %s with the list', async (name) => {
  await expect(dispatch([name], testTerminal({}))).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(`found '${name}'`),
  });
});

it.each(Object.keys(COMMANDS))('%s is a script of this repository, as its usage says', (name) => {
  expect(manifest.scripts).toHaveProperty(name, `node cli/launch.js ${name}`);
});

it.each(Object.keys(COMMANDS).filter((name) => name !== 'start'))('%s explains itself', async (name) => {
  await expect(dispatch([name, '--help'], testTerminal({}))).rejects.toMatchObject({
    name: 'HelpRequested',
    // npm takes options before "--" for its own.
    message: expect.stringMatching(new RegExp(`npm run (-s )?${name}(?! (?!--( |$)|>)\\S)`)),
  });
});
