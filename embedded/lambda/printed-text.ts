import { StringDecoder } from 'node:string_decoder';

/** The part of a stream that programs print with. */
type Output = Pick<NodeJS.WriteStream, 'write'>;

type Done = (error?: Error | null) => void;

/**
 * Passes on what a program writes to a stream, at once and in place of the stream. A worker's own stream takes two messages for
 * each line: the text, and one back that acknowledges it.
 */
export function passOnText(stream: Output, onText: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  const write = (chunk: string | Uint8Array, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean => {
    const encoding = typeof encodingOrDone === 'string' ? encodingOrDone : 'utf8';
    const bytes = typeof chunk !== 'string' ? chunk : encoding === 'utf8' ? undefined : Buffer.from(chunk, encoding);
    onText(bytes === undefined ? String(chunk) : decoder.write(bytes));
    const whenDone = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (whenDone !== undefined) process.nextTick(whenDone);
    return true;
  };
  stream.write = write;
}
