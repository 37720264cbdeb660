import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const MODULE = new URL('../../../embedded/cli/run-command.ts', import.meta.url).href;

it.each([
  ['thrown', `setTimeout(() => { throw new TypeError('boom'); })`],
  ['rejected', `Promise.reject(new TypeError('boom'))`],
])('ends the process with advice on an uncaught error that is %s', async (_, crash) => {
  const program = `import { stopOnCrash } from ${JSON.stringify(MODULE)};
    stopOnCrash({ printError: (line) => process.stderr.write(line + '\\n') }, '/data');
    setInterval(() => {}, 1000);
    ${crash};`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Unexpected error: TypeError: boom\n(?: .*\n)*The system has stopped\. .* continue from \/data\.\n$/,
    ),
  });
});
