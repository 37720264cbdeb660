import { pascalCase } from '../core/names.ts';

/** The placeholder of a function's ARN in a definition, e.g. `${PluginZuoraArn}` for `plugin-zuora`. */
export function functionPlaceholder(functionId: string): string {
  return `\${${placeholderName(functionId)}}`;
}

/** The name inside the placeholder, as CloudFormation's `DefinitionSubstitutions` wants it. */
export function placeholderName(functionId: string): string {
  return `${pascalCase(functionId)}Arn`;
}

/**
 * The ARN of the function whose id an expression gives, as an expression of its own.
 *
 * @param functionIds those that can be chosen; any other is an error of the evaluation
 * @param id a JSONata expression
 */
export function chosenFunction(functionIds: readonly string[], id: string): string {
  const arns = functionIds.map((functionId) => `"${functionId}": "${functionPlaceholder(functionId)}"`);
  return `{% $lookup({${arns.join(', ')}}, ${id}) %}`;
}

/**
 * Fills a definition's placeholders.
 *
 * @param text the definition as JSON
 * @param arns function ARN by function id
 * @throws TypeError a placeholder is left over
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
