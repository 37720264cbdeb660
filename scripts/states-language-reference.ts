/** A case of the conformance table, as far as the page shows it. */
export interface ReferenceCase {
  readonly name: string;
  readonly source: { readonly document: string; readonly section: string; readonly url?: string };
  readonly says: string;
  readonly undocumented?: string;
  readonly differs?: string;
}

/** The cases of each topic, by the name of the file they are in. */
export type ReferenceTopics = Readonly<Record<string, readonly ReferenceCase[]>>;

/** The reference page of the state machines that run on one machine, as Markdown. */
export function statesLanguageReference(topics: ReferenceTopics): string {
  const cases = Object.values(topics).flat();
  const count = (field: 'undocumented' | 'differs'): number => cases.filter((each) => field in each).length;
  const head = `# State machines on one machine

Generated from \`test/embedded/step-functions/conformance/\` by \`npm run reference\`; a test
holds the two together.

\`npm start\` runs the same definitions as AWS Step Functions, in an interpreter of the Amazon States Language with JSONata.
These are its ${cases.length} cases: for each, what AWS documents, in our own words, and where. A test plays every one through the AWS
API of the interpreter. ${count('undocumented')} are marked *not documented*: AWS says nothing, or two things, and the case gives the reason
for what happens here. ${count('differs')} are marked *not built*: AWS takes the definition, and here it is refused.
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
    ...(differs === undefined ? [] : [`  - *Not built:* ${withCode(differs)}`]),
  ];
  return [`- **${sentence(withCode(name))}.** ${withCode(says)}`, `  - ${link}: ${place}`, ...notes].join('\n');
}

/** Marks what belongs to the language as code: a dollar sign would begin a formula on some pages. */
function withCode(text: string): string {
  return text.replaceAll(/\{%.*?%\}|\$+[\w.]*\w|\$+/g, '`$&`');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
