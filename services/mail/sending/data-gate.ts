import { Transform, type TransformCallback } from 'node:stream';

/**
 * The text of a mail on its way to the server. It holds the text back until something is done, such as noting that the
 * server may have the mail from now on, and knows how much of it the server was given.
 */
export class DataGate extends Transform {
  private opening?: Promise<void>;

  /** @param open is called once, before the first piece of the text goes through */
  constructor(private readonly open: () => Promise<void>) {
    // So little that a piece goes through only when the one before it has been taken.
    super({ readableHighWaterMark: 1, writableHighWaterMark: 1 });
  }

  /** Whether the server was given the whole text: it may deliver the mail from now on, whatever it answers. */
  get isThrough(): boolean {
    return this.readableEnded;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.opening ??= this.open();
    this.opening.then(() => done(null, piece), done);
  }
}
