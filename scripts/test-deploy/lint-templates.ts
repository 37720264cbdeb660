import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** What is checked and by which program. */
export interface LintTemplatesOptions {
  /** The folder of cfn-lint's program. */
  readonly programs: string;
  /** A folder with CloudFormation templates at any depth (`*.template.json`), such as a cloud assembly. */
  readonly directory: string;
  /** Gets what cfn-lint has found. */
  readonly log: string;
  readonly signal?: AbortSignal;
}

/** There is nothing to check. */
export class TemplatesMissing extends Error {
  override readonly name = 'TemplatesMissing';
}

const CONFIG = fileURLToPath(new URL('../../test/deploy/cfn-lint.yaml', import.meta.url));

/**
 * Has cfn-lint check every template of a folder for the regions of `test/deploy/cfn-lint.yaml`.
 *
 * @throws TemplatesMissing
 * @throws CommandFailed an error or a warning was found that the file does not acknowledge; the message has the last ones
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
