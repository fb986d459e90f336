import { randomBytes } from 'node:crypto';
import { createButtonIds } from '../../../services/pins/button-ids';

const [old, fresh] = [
  { id: 'key-1', bytes: randomBytes(32) },
  { id: 'key-2', bytes: randomBytes(32) },
];
const id = randomBytes(16).toString('base64url');

describe('the id of a button', () => {
  const ids = createButtonIds([old]);

  test('has the id that the database holds, and a signature', () => {
    expect(ids.sign(id)).toMatch(/^[\w-]{44}$/);
    expect(ids.read(ids.sign(id))).toEqual({ id, signed: true });
  });

  test('is nobody’s with another signature, of another id or another key', () => {
    const other = randomBytes(16).toString('base64url');
    const nobody = { id: '', signed: false };
    expect(ids.read(id + 'A'.repeat(22))).toEqual(nobody);
    expect(ids.read(id + ids.sign(other).slice(22))).toEqual(nobody);
    expect(ids.read(createButtonIds([fresh]).sign(id))).toEqual(nobody);
  });

  test('without a signature is known as such', () => expect(ids.read(id)).toEqual({ id, signed: false }));

  test.each(['', 'short', `${id}x`, `${ids.sign(id)}x`, `${id}${'$'.repeat(22)}`, 'x'.repeat(100_000)])(
    'has no other shape: %j',
    (text) => expect(ids.read(text.slice(0, 100_000))).toBeUndefined(),
  );

  test('outlives a rotation as long as its key is kept', () => {
    const both = createButtonIds([fresh, old]);
    expect(both.read(ids.sign(id))).toEqual({ id, signed: true });
    expect(both.sign(id)).not.toBe(ids.sign(id));
    expect(createButtonIds([fresh]).read(ids.sign(id))).toEqual({ id: '', signed: false });
  });
});
