import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createPins, isWeakPin } from '../../../services/pins/pins';
import { Secret } from '../../../services/base/secret';
import { testKey } from '../../helpers/services';

const owner = { tenant: 'tenant', person: 'alice', version: 3 };
const other = { id: 'other', bytes: randomBytes(32) };

describe('a drawn PIN', () => {
  test.each([4, 5, 6, 8, 12])('has %i digits, and is not weak', async (length) => {
    const { draw } = createPins({ keys: [testKey] });
    for (let round = 0; round < 200; round += 1) {
      const pin = (await draw(length)).reveal();
      expect(pin).toMatch(new RegExp(`^\\d{${length}}$`));
      expect(isWeakPin(pin)).toBe(false);
    }
  });

  test('has every digit equally often at each place', async () => {
    const { draw } = createPins({ keys: [testKey] });
    const draws = 20_000;
    const counts = Array.from({ length: 5 }, () => Array<number>(10).fill(0));
    for (let round = 0; round < draws; round += 1)
      [...(await draw(5)).reveal()].forEach((digit, place) => (counts[place]![Number(digit)]! += 1));
    for (const place of counts) {
      const chiSquare = place.reduce((sum, count) => sum + (count - draws / 10) ** 2 / (draws / 10), 0);
      // With 9 degrees of freedom, a good source exceeds 45 about once in a million times.
      expect(chiSquare).toBeLessThan(45);
    }
  });

  test.each(['1111', '00000', '12345', '98765', '90123', '21098', '0123456789', '1212', '123123', '45454545'])(
    'is never %s',
    (digits) => {
      expect(isWeakPin(digits)).toBe(true);
    },
  );

  test.each(['1112', '13579', '12354', '90213', '1221', '12121'])('may be %s', (digits) => {
    expect(isWeakPin(digits)).toBe(false);
  });

  test('is one of nearly all there are: the weak ones are counted', () => {
    for (const [length, weak] of [
      [4, 120],
      [5, 30],
      [6, 1_110],
    ] as const) {
      const all = Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0'));
      expect(all.filter(isWeakPin)).toHaveLength(weak);
    }
  });

  test('is drawn again when it is weak, or the one that the person has', async () => {
    const { seal } = createPins({ keys: [testKey] });
    const verifier = await seal(new Secret('83920'), owner);
    const source = ['11111', '12345', '83920', '40718'];
    const { draw } = createPins({ keys: [testKey], draw: () => source.shift()! });
    expect((await draw(5, { verifier, owner })).reveal()).toBe('40718');
  });
});

describe('a stored PIN', () => {
  const pins = createPins({ keys: [testKey] });

  test('fits itself alone', async () => {
    const verifier = await pins.seal(new Secret('04271'), owner);
    expect(await pins.fits(new Secret('04271'), verifier, owner)).toBe(true);
    for (const wrong of ['4271', '04272', '', '042711'])
      expect(await pins.fits(new Secret(wrong), verifier, owner)).toBe(false);
  });

  test('fits no other person, tenant or version', async () => {
    const verifier = await pins.seal(new Secret('04271'), owner);
    for (const another of [
      { ...owner, person: 'bob' },
      { ...owner, tenant: 'elsewhere' },
      { ...owner, version: 4 },
    ]) {
      expect(await pins.fits(new Secret('04271'), verifier, another)).toBe(false);
    }
  });

  test('is opened by an older key, and by no other one', async () => {
    const verifier = await pins.seal(new Secret('04271'), owner);
    expect(await createPins({ keys: [other, testKey] }).fits(new Secret('04271'), verifier, owner)).toBe(true);
    expect(await createPins({ keys: [other] }).fits(new Secret('04271'), verifier, owner)).toBe(false);
    expect(await createPins({ keys: [{ ...other, id: testKey.id }] }).fits(new Secret('04271'), verifier, owner)).toBe(
      false,
    );
  });

  test('looks different each time, and never like the digits', async () => {
    const [one, two] = [
      await pins.seal(new Secret('042718281828'), owner),
      await pins.seal(new Secret('042718281828'), owner),
    ];
    expect(one.sealed).not.toBe(two.sealed);
    expect(JSON.stringify([one, two])).not.toContain('042718281828');
  });

  test('does not open when a single bit was changed', async () => {
    const verifier = await pins.seal(new Secret('04271'), owner);
    const sealed = Buffer.from(verifier.sealed, 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(await pins.fits(new Secret('04271'), { ...verifier, sealed: changed.toString('base64') }, owner)).toBe(
          false,
        );
      }),
      { numRuns: 10 },
    );
  });
});

test('a secret prints as [secret] everywhere', async () => {
  const { inspect, format } = await import('node:util');
  const secret = new Secret('04271');
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }, { showHidden: true }),
    format('%s %o %j', secret, secret, secret),
    Object.values(secret).join(),
  ];
  for (const text of shown) expect(text).not.toContain('04271');
  expect(String(secret)).toBe('[secret]');
  expect(secret.reveal()).toBe('04271');
});
