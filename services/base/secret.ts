import { inspect } from 'node:util';

/**
 * A text that must not be seen by accident: it prints as `[secret]` in logs, JSON, templates and errors.
 * `reveal()` is the only way to the value, so that a search for it finds every place where a PIN is shown.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself. Call it only where a person is about to see it, or where it is about to be sealed. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
