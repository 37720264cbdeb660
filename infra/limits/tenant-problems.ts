import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { tenantNames } from '../../blueprint/names.ts';
import type { InputProblem } from '../../core/input-problems.ts';
import { featureFlags } from '../feature-flags.ts';
import { TenantStage } from '../tenant-stage.ts';
import { NAMES } from './aws-limits.ts';
import { concurrencyProblems } from './concurrency-problems.ts';
import { secretProblems } from './secret-problems.ts';
import { templateProblems } from './template-problems.ts';

/**
 * Finds what AWS would reject about a tenant, by synthesizing its templates with empty functions. Takes about a second.
 *
 * @returns problems of the whole tenant file, each with the resource that is too large or has too long a name
 */
export function tenantProblems(blueprint: Blueprint): readonly InputProblem[] {
  // The CDK rejects such a name without saying which.
  const problems = [
    ...functionNameProblems(blueprint),
    ...concurrencyProblems([blueprint]),
    ...secretProblems(blueprint),
  ];
  if (problems.length > 0) return problems;
  const directory = mkdtempSync(join(tmpdir(), 'tenant-limits-'));
  try {
    const bundle = join(directory, 'bundle');
    mkdirSync(bundle);
    writeFileSync(join(bundle, 'index.mjs'), '');
    return templatesOf(blueprint, join(directory, 'cdk.out'), bundle).flatMap(problemsIn);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The CDK checks some limits itself. The rest of its message is where in its code it did.
    const [found = ''] = error.message.split('\n');
    return [{ path: '', message: `Expected a tenant that AWS accepts, found: ${found}` }];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function functionNameProblems({ functions, tenant }: Blueprint): readonly InputProblem[] {
  const longest = NAMES['AWS::Lambda::Function']?.longest ?? 0;
  return functions
    .map(({ id }) => tenantNames(tenant).functionOf(id))
    .filter((name) => name.length > longest)
    .map((name) => ({
      path: 'tenant',
      message: `Expected at most ${longest} characters in the name of the function ${name}, found ${name.length}. Shorten the name of the tenant or of the plugin.`,
    }));
}

function templatesOf(blueprint: Blueprint, outdir: string, bundle: string): readonly string[] {
  const app = new App({ outdir, context: featureFlags(), autoSynth: false, builtinCloudFormationValidation: false });
  new TenantStage(app, { blueprint, terminationProtection: true, bundleOf: () => bundle });
  return app.synth().stacksRecursively.map(({ templateFullPath }) => readFileSync(templateFullPath, 'utf8'));
}

function problemsIn(template: string): readonly InputProblem[] {
  return templateProblems(template).map(({ message, resource }) => ({
    path: '',
    message: resource === undefined ? message : `${message} It is ${resource} of the template.`,
  }));
}
