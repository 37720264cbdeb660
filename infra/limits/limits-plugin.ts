import { readFileSync } from 'node:fs';
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib/core';
import { templateProblems } from './template-problems.ts';

/** Ends a synthesis whose templates AWS would reject in the middle of the deployment; see `templateProblems`. */
export const awsLimits: IPolicyValidationPlugin = {
  name: 'aws-limits',
  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) =>
      templateProblems(readFileSync(templatePath, 'utf8')).map(({ message, resource = 'the stack' }) => ({
        ruleName: 'aws-limits',
        description: message,
        severity: 'error',
        violatingResources: [{ resourceLogicalId: resource, templatePath, locations: [] }],
      })),
    );
    return { success: violations.length === 0, violations };
  },
};
