import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lintTemplates } from '../../../scripts/test-deploy/lint-templates.ts';

// What the real linter accepts is tested where it is installed: test/deploy/linter.deploy-test.ts.
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lint-'));
  await mkdir(join(folder, 'assembly', 'assembly-acme'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const lint = () => lintTemplates({ programs: folder, directory: join(folder, 'assembly'), log: join(folder, 'log') });

/** Creates a linter that writes its arguments to a file, one per line, prints a finding and exits with the code. */
async function useLinter(code: number): Promise<void> {
  const program = join(folder, 'cfn-lint');
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(folder, 'arguments')}\necho 'a:1:1:W2001:Found.'\nexit ${code}\n`;
  await writeFile(program, script);
  await chmod(program, 0o755);
}

async function addTemplates(): Promise<readonly string[]> {
  const templates = ['a.template.json', 'assembly-acme/b.template.json'].map((name) => join(folder, 'assembly', name));
  for (const template of templates) await writeFile(template, '{}');
  await writeFile(join(folder, 'assembly', 'manifest.json'), '{}');
  return templates;
}

describe('lintTemplates', () => {
  it('lints every template of the folder with the rules of the repository', async () => {
    await useLinter(0);
    const templates = await addTemplates();

    await lint();

    const given = (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
    expect(given.slice(given.indexOf('--') + 1)).toEqual(templates);
    expect(given[given.indexOf('--config-file') + 1]).toMatch(/test\/deploy\/cfn-lint\.yaml$/);
  });

  it('fails with the findings', async () => {
    await useLinter(4);
    await addTemplates();
    const message = expect.stringContaining('a:1:1:W2001:Found.');
    await expect(lint()).rejects.toMatchObject({ name: 'CommandFailed', message });
  });

  it('fails if there is no template', async () => {
    await useLinter(0);
    await expect(lint()).rejects.toMatchObject({ name: 'TemplatesMissing' });
  });
});
