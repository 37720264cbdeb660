import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../programs/run-command.ts';

/** What to lint, and how. */
export interface LintTemplatesOptions {
  /** Folder of the cfn-lint program. */
  readonly programs: string;
  /** Folder with CloudFormation templates (`*.template.json`) at any depth, such as a cloud assembly. */
  readonly directory: string;
  /** File for the output of cfn-lint. */
  readonly log: string;
  readonly signal?: AbortSignal;
}

/** There are no templates to lint. */
export class TemplatesMissing extends Error {
  override readonly name = 'TemplatesMissing';
}

const CONFIG = fileURLToPath(new URL('../../test/deploy/cfn-lint.yaml', import.meta.url));

/**
 * Lints every template of a folder with cfn-lint, for the regions in `test/deploy/cfn-lint.yaml`.
 *
 * @throws TemplatesMissing
 * @throws CommandFailed with the last findings, when there are errors or warnings that the file does not acknowledge
 */
export async function lintTemplates({ programs, directory, log, signal }: LintTemplatesOptions): Promise<void> {
  const files = await readdir(directory, { recursive: true });
  const templates = files.filter((file) => file.endsWith('.template.json')).toSorted();
  if (templates.length === 0)
    throw new TemplatesMissing(`Expected CloudFormation templates (*.template.json) in ${directory}, found none.`);
  await runCommand({
    program: join(programs, 'cfn-lint'),
    args: ['--config-file', CONFIG, '--format', 'parseable', '--', ...templates.map((file) => join(directory, file))],
    env: process.env,
    log,
    ...(signal && { signal }),
  });
}
