import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { curl } from '../../../../scripts/test-fuzz/http/curl.ts';

/** Returns the arguments that a shell passes on. */
async function argumentsOf(command: string): Promise<readonly string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }; TOKEN=from-the-shell; ${command}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script]);
  return stdout.split('\0').slice(0, -1);
}

const request = { method: 'POST', path: "/orders/..?q='", headers: { authorization: 'Bearer s3cret' }, body: '' };

describe('curl', () => {
  it.each([
    `it's "quoted" and $HOME`,
    'a line\nand a tab\t, \\ too',
    'not shown: \u001b[31m\u2028 \u00ad',
    'J\u00fcrgen \u{1f600}',
  ])('survives the shell: %j', async (body) => {
    const command = curl('http://127.0.0.1:1', { ...request, body });
    expect(await argumentsOf(command)).toEqual(
      expect.arrayContaining(['--data-binary', body, "http://127.0.0.1:1/orders/..?q='"]),
    );
  });

  it('reads secrets from variables of the shell', async () => {
    const command = curl('http://127.0.0.1:1', request, { TOKEN: 's3cret' });
    expect(command).not.toContain('s3cret');
    expect(await argumentsOf(command)).toContain('authorization: Bearer from-the-shell');
  });

  it('cuts a body that no terminal takes, and says so', () => {
    expect(curl('http://127.0.0.1:1', { ...request, body: 'x'.repeat(100_000) })).toMatch(/100000 characters.*--seed$/);
  });
});
