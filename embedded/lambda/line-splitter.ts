/** Splits text that arrives in pieces into lines. */
export interface LineSplitter {
  add(text: string): void;
  /** Passes on an unfinished last line. */
  end(): void;
}

/** Creates a splitter. @param onLine called for each line that is not empty */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let rest = '';
  return {
    add(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') onLine(line);
    },
    end() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
