import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { validateWorkflow } from '@action-validator/core';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands.ts';
import { HelpRequested } from '../../embedded/cli/run-command.ts';
import { testTerminal } from '../embedded/cli/test-terminal.ts';

const workflow = readFileSync(new URL('../../examples/github-actions/orders.yml', import.meta.url), 'utf8');

/** The jobs by name. */
const jobs = new Map(
  workflow
    .slice(workflow.indexOf('\njobs:\n') + '\njobs:\n'.length)
    .split(/^(?= {2}\w[\w-]*:$)/m)
    .map((text) => [/^ {2}([\w-]+):/.exec(text)?.[1] ?? '', text] as const),
);

/** The command lines of the program `order-orchestration`. */
const commandLines = [...workflow.matchAll(/npx order-orchestration (\S+) (.*)$/gm)];

describe('the example of a workflow', () => {
  it('is a workflow', () => {
    expect(validateWorkflow(workflow).errors).toEqual([]);
    expect(validateWorkflow(workflow.replaceAll('runs-on', 'runson')).errors).not.toEqual([]);
    expect([...jobs.keys()]).toEqual(['check', 'report', 'deploy', 'promote', 'drift']);
  });

  it('names commands and options that exist', async () => {
    expect(commandLines.map(([, command]) => command)).toEqual(['check', 'diff', 'replay', 'canary', 'canary']);
    for (const [, command = '', rest = ''] of commandLines) {
      const run = await COMMANDS[command]?.load();
      const usage = await run?.(['--help'], testTerminal()).catch((error: unknown) => error);
      if (!(usage instanceof HelpRequested)) throw new TypeError(`Expected the usage of ${command}.`);
      for (const [option] of rest.matchAll(/--\w+/g)) expect(usage.message, command).toContain(option);
    }
  });

  it.each([
    ['diff', [0, 1]],
    ['replay', [0, 1, 3]],
  ])('fails if %s cannot answer, and for none of its answers', (command, answers) => {
    const [line = ''] = new RegExp(`npx order-orchestration ${command} .*`).exec(workflow) ?? [];
    const codes = [0, 1, 2, 3].filter((code) => {
      // As GitHub runs it.
      const { status } = spawnSync('bash', ['-e', '-c', line.replace(/^npx .*? \|\|/, `(exit ${code}) ||`)]);
      return status === 0;
    });
    expect(codes).toEqual(answers);
  });

  it('lets no text of a pull request into a shell', () => {
    const scripts = [...workflow.matchAll(/run: (?:\|\n((?: {10}.*\n)+)|(.*)$)/gm)].map(
      ([, block, line]) => block ?? line,
    );
    expect(scripts.length).toBeGreaterThan(8);
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  it('gives an AWS role to pushes and schedules only, in an environment', () => {
    const privileged = [...jobs.values()].filter((job) => job.includes('id-token: write'));
    expect(privileged).toHaveLength(3);
    for (const job of privileged) {
      expect(job).toMatch(/^ {4}if: github\.event_name == '(push|schedule)'( && .*)?$/m);
      expect(job).toMatch(/^ {4}environment: /m);
      expect(job).toContain('role-to-assume');
    }
    expect(jobs.get('check')).not.toMatch(/secrets\.|write/);
  });
});
