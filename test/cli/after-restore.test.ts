import { expect, it } from 'vitest';
import { afterRestore } from '../../cli/after-restore.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

it.each([[[]], [['--since', 'yesterday']], [['--since', '2099-01-01T00:00:00Z']]])(
  'asks for an instant of the past when it gets %j',
  async (args) => {
    await expect(afterRestore(['demo', ...args], testTerminal())).rejects.toThrow(
      '--since: expected an instant of the past',
    );
  },
);

it('asks for a tenant file', async () => {
  const args = ['nobody', '--since', '2026-03-02T10:00:00Z'];
  await expect(afterRestore(args, testTerminal())).rejects.toThrow('Expected a tenant file');
});
