import type { Blueprint } from '../../blueprint/blueprint.ts';
import { secretName, secretStoreOf, secretsToCreate } from '../../blueprint/secrets.ts';
import type { InputProblem } from '../../core/input-problems.ts';

/** Source: Systems Manager API Reference, `Name` of PutParameter. */
const MOST_LEVELS = 15;
const RESERVED = /^\/(aws|ssm)/i;

/** Finds secrets that Parameter Store cannot hold, because of their names. */
export function secretProblems(blueprint: Pick<Blueprint, 'aws' | 'functions' | 'tenant'>): readonly InputProblem[] {
  if (secretStoreOf(blueprint) !== 'parameterStore') return [];
  return secretsToCreate(blueprint.functions)
    .map((reference) => secretName(blueprint, reference))
    .flatMap((name) => {
      const reason = reasonAgainst(name);
      return reason === undefined
        ? []
        : [
            {
              path: 'aws.secrets',
              message: `Expected names of secrets that Parameter Store accepts, found "${name}": ${reason}. Use another name, or "secretsManager".`,
            },
          ];
    });
}

function reasonAgainst(name: string): string | undefined {
  if (RESERVED.test(name)) return 'names that start with "aws" or "ssm" are reserved';
  if (/\/(\/|$)/.test(name)) return 'a part of it is empty';
  return name.split('/').length - 1 > MOST_LEVELS ? `it has more than ${MOST_LEVELS} parts` : undefined;
}
