/** The fields of a conformance case that the reference page shows. */
export interface ReferenceCase {
  readonly name: string;
  readonly source: { readonly document: string; readonly section: string; readonly url?: string };
  readonly says: string;
  readonly undocumented?: string;
  readonly differs?: string;
}

/** Cases by topic, which is the name of their file. */
export type ReferenceTopics = Readonly<Record<string, readonly ReferenceCase[]>>;

/** Returns the reference page of the local state machine interpreter, as Markdown. */
export function statesLanguageReference(topics: ReferenceTopics): string {
  const cases = Object.values(topics).flat();
  const count = (field: 'undocumented' | 'differs'): number => cases.filter((each) => field in each).length;
  const head = `# State machines on one machine

\`npm run reference\` generates this page from \`test/embedded/step-functions/conformance/\`, and a test checks that it is
up to date.

\`npm start\` runs the same definitions as AWS Step Functions, in an interpreter of the Amazon States Language with JSONata.
This page lists its ${cases.length} conformance cases: what AWS documents, in our own words, and where. A test runs each of them through
the AWS API of the interpreter. ${count('undocumented')} are marked *not documented*: the AWS documentation says nothing or contradicts itself,
and the case explains our choice. ${count('differs')} are marked *not supported*: AWS accepts the definition, and the
interpreter rejects it ([decision 16](../decisions/0016-what-the-emulator-runs.md)).
`;
  return [head, ...Object.entries(topics).map(([name, list]) => section(name, list))].join('\n');
}

function section(name: string, cases: readonly ReferenceCase[]): string {
  return `## ${sentence(name.replaceAll('-', ' '))}\n\n${cases.map(entry).join('\n')}\n`;
}

function entry({ name, says, source, undocumented, differs }: ReferenceCase): string {
  const { document, section: place, url } = source;
  const link = url === undefined ? document : `[${document}](${url})`;
  const notes = [
    ...(undocumented === undefined ? [] : [`  - *Not documented:* ${withCode(undocumented)}`]),
    ...(differs === undefined ? [] : [`  - *Not supported:* ${withCode(differs)}`]),
  ];
  return [`- **${sentence(withCode(name))}.** ${withCode(says)}`, `  - ${link}: ${place}`, ...notes].join('\n');
}

/** Marks expressions as code, because some renderers read a dollar sign as the start of a formula. */
function withCode(text: string): string {
  return text.replaceAll(/\{%.*?%\}|\$+[\w.]*\w|\$+/g, '`$&`');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
