import { DECLINES } from '../plugins/zuora/api/declines.ts';
import { CATEGORIES } from '../plugins/zuora/api/error-table.ts';
import { markdownTable } from './markdown-table.ts';

const HEAD = `# Errors of Zuora

What the plugin \`zuora\` makes of the errors of Zuora. \`npm run reference\` generates this page from the code, and a test checks that it is up to date. How to set Zuora up: [Connect Zuora](../how-to/connect-zuora.md).
`;

const OUTCOMES = {
  transient: 'Retried, after the time that Zuora asks for',
  unknown: 'Unknown: asked again with the same key, and looked up',
  gateway: 'Unknown: money may have moved, so only a resumed order asks again',
  missing: 'Failed: check the number in the order',
} as const;

/** Returns the reference page of Zuora's errors, as Markdown. */
export function zuoraReference(): string {
  const categories = Object.entries(CATEGORIES).map(([code, { kind, name }]) => [
    `\`..${code}\``,
    name,
    OUTCOMES[kind],
  ]);
  const declines = [...new Map(DECLINES.map(({ code, publicMessage }) => [code, publicMessage]))];
  return [
    HEAD,
    '## Categories of errors\n\nThe last two digits of a code are its category, whatever the HTTP status. A decline counts before its category if Zuora passes on that the gateway said no; a gateway that did not answer is never a decline.\n',
    markdownTable([
      ['Code', 'In Zuora', 'Outcome of the step'],
      ...categories,
      ['others', 'invalid fields, business rules', 'Failed, or declined by the text'],
    ]).join('\n'),
    '\n## Declined payments\n\nRecognised by the code or text of the gateway.\n',
    markdownTable([['Code', 'What the customer reads'], ...declines.map(([code, text]) => [`\`${code}\``, text])]).join(
      '\n',
    ),
    '',
  ].join('\n');
}
