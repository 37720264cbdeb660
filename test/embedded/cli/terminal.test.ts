import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const MODULE = new URL('../../../embedded/cli/terminal.ts', import.meta.url).href;

/** Prints for a while, whether somebody reads it or not, and ends with 3. */
const PROGRAM = `import { processTerminal } from ${JSON.stringify(MODULE)};
  const terminal = processTerminal();
  const printing = setInterval(() => terminal.print('a line'), 1);
  setTimeout(() => { clearInterval(printing); process.exitCode = 3; }, 300);`;

it('lets a command end as usual when its reader closes the pipe', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code, signal] = await once(child, 'exit');
  expect({ code, signal, errors: await errors }).toEqual({ code: 3, signal: null, errors: '' });
});
