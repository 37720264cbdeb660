import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { statesLanguageReference } from '../../scripts/states-language-reference.ts';
import { topics } from '../embedded/step-functions/conformance/topics.ts';

it('is docs/reference/states-language.md: run npm run reference when this fails', async () => {
  const page = await readFile(new URL('../../docs/reference/states-language.md', import.meta.url), 'utf8');
  expect(page).toBe(statesLanguageReference(topics));
});

it('lists each case with what AWS documents and where, and why it is not documented or not supported', () => {
  const page = statesLanguageReference({
    'first-topic': [
      {
        name: 'a case of {% $x %}',
        says: 'It says $$.',
        source: { document: 'Guide', section: 'Part', url: 'https://a.b/' },
      },
      { name: 'another', says: 'So.', source: { document: 'Notes', section: 'Part' }, undocumented: 'It is silent.' },
      { name: 'a third', says: 'Yes.', source: { document: 'Notes', section: 'Part' }, differs: 'No.' },
    ],
  });
  expect(page).toContain('lists its 3 conformance cases');
  expect(page).toContain('1 are marked *not documented*');
  expect(page).toContain('1 are marked *not supported*');
  expect(page.slice(page.indexOf('## First topic'))).toBe(`## First topic

- **A case of \`{% $x %}\`.** It says \`$$\`.
  - [Guide](https://a.b/): Part
- **Another.** So.
  - Notes: Part
  - *Not documented:* It is silent.
- **A third.** Yes.
  - Notes: Part
  - *Not supported:* No.
`);
});
