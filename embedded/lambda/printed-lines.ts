import { createLineSplitter, type LineSplitter } from './line-splitter.ts';
import type { PrintedMessage } from './messages.ts';

/** The lines that the functions of an environment print. */
export interface PrintedLines {
  add(printed: Omit<PrintedMessage, 'kind'>): void;
  /** Passes on unfinished last lines. */
  end(): void;
}

/**
 * Splits what functions print into lines. Functions and streams are kept apart, so that a line is never made of pieces of two.
 *
 * @param onLine called for each line that is not empty, with the id of the function if it is known
 */
export function createPrintedLines(onLine: (line: string, id: string | undefined) => void): PrintedLines {
  const splitters = new Map<string, LineSplitter>();
  const splitterOf = ({ stream, function: id }: Omit<PrintedMessage, 'kind'>): LineSplitter => {
    const key = `${stream} ${id ?? ''}`;
    const splitter = splitters.get(key) ?? createLineSplitter((line) => onLine(line, id));
    splitters.set(key, splitter);
    return splitter;
  };
  return {
    add: (printed) => splitterOf(printed).add(printed.text),
    end() {
      for (const splitter of splitters.values()) splitter.end();
    },
  };
}
