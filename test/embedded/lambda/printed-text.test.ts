import { beforeEach, describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../../embedded/lambda/line-splitter.ts';
import { passOnText } from '../../../embedded/lambda/printed-text.ts';

describe('passOnText', () => {
  let texts: string[];
  const stream = process.stdout.constructor.prototype as NodeJS.WriteStream;
  let output: Pick<NodeJS.WriteStream, 'write'>;
  beforeEach(() => {
    texts = [];
    output = { write: stream.write };
    passOnText(output, (text) => texts.push(text));
  });

  it('passes on text at once, and says that there is room for more', () => {
    expect(output.write('one\n')).toBe(true);
    output.write('6f6e65', 'hex');
    expect(texts).toEqual(['one\n', 'one']);
  });

  it('puts a character together that is written in two parts', () => {
    const [first, ...others] = Buffer.from('ü');
    output.write(Uint8Array.of(first ?? 0));
    output.write(Uint8Array.from(others));
    expect(texts.join('')).toBe('ü');
  });

  it('tells the writer when a text is written, with and without an encoding', async () => {
    await new Promise((resolve) => output.write('one', resolve));
    await new Promise((resolve) => output.write('two', 'utf8', resolve));
    expect(texts).toEqual(['one', 'two']);
  });
});

describe('createLineSplitter', () => {
  it('joins the parts of a line, and leaves out empty lines', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    for (const text of ['a', 'b\n\nc\nd', 'e']) splitter.add(text);
    expect(lines).toEqual(['ab', 'c']);
    splitter.end();
    splitter.end();
    expect(lines).toEqual(['ab', 'c', 'de']);
  });
});
