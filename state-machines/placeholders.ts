import { pascalCase } from '../core/names.ts';

/** Returns the placeholder of a function's ARN in a definition, e.g. `${PluginZuoraArn}` for `plugin-zuora`. */
export function functionPlaceholder(functionId: string): string {
  return `\${${placeholderName(functionId)}}`;
}

/** Returns the name in the placeholder, as CloudFormation's `DefinitionSubstitutions` expects it. */
export function placeholderName(functionId: string): string {
  return `${pascalCase(functionId)}Arn`;
}

/**
 * Returns an expression that looks up the ARN of a function by its id.
 *
 * @param functionIds the functions to choose from; any other id fails the evaluation
 * @param id a JSONata expression for the id
 */
export function functionArnLookup(functionIds: readonly string[], id: string): string {
  const arns = functionIds.map((functionId) => `"${functionId}": "${functionPlaceholder(functionId)}"`);
  return `{% $lookup({${arns.join(', ')}}, ${id}) %}`;
}

/**
 * Replaces the placeholders of a definition.
 *
 * @param text the definition as JSON
 * @param arns function ARN by function id
 * @throws TypeError a placeholder has no ARN
 */
export function fillPlaceholders(text: string, arns: Readonly<Record<string, string>>): string {
  const filled = Object.entries(arns).reduce(
    (result, [id, arn]) => result.replaceAll(functionPlaceholder(id), () => arn),
    text,
  );
  const left = /\$\{\w+\}/.exec(filled);
  if (left !== null)
    throw new TypeError(`Expected an ARN for ${left[0]}, found none: the blueprint has no such function.`);
  return filled;
}
